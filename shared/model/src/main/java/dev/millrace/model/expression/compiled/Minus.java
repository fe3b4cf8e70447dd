package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.Operand.Kind;

/** The sign {@code -}; of the least integer it is an error. Immutable; any thread. */
final class Minus extends UnaryCall {

    Minus(Overloads overloads, Node operand) {
        super(overloads, operand);
    }

    @Override
    Kind of(Kind kind, Operand value) {
        return switch (kind) {
            case INTEGER -> value.integer() == Long.MIN_VALUE ? Kind.ERROR : value.put(-value.integer());
            case DECIMAL -> value.put(-value.decimal());
            default -> Kind.ERROR;
        };
    }
}
