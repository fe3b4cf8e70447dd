package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** The sign {@code -}; of the least integer it is an error. Immutable; any thread. */
final class Minus implements Node {

    private final Overloads overloads;
    private final Node operand;

    Minus(Overloads overloads, Node operand) {
        this.overloads = overloads;
        this.operand = operand;
    }

    @Override
    public MissingField missing(Event event) {
        return operand.read(event, new Operand()) == Kind.ERROR ? operand.missing(event) : null;
    }

    @Override
    public Kind read(Event event, Operand into) {
        Kind kind = operand.read(event, into);
        if (!overloads.take(kind)) {
            return Kind.ERROR;
        }
        return switch (kind) {
            case INTEGER -> into.integer() == Long.MIN_VALUE ? Kind.ERROR : into.put(-into.integer());
            case DECIMAL -> into.put(-into.decimal());
            default -> Kind.ERROR;
        };
    }
}
