package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.Operand.Kind;

/** {@code int()}, {@code double()} and {@code string()}. What does not convert is left to the CEL runtime. Immutable; any thread. */
final class Conversion extends UnaryCall {

    private static final double MOST = 0x1p62;

    private final Kind target;
    /** @param target INTEGER, DECIMAL or TEXT */
    Conversion(Kind target, Overloads overloads, Node operand) {
        super(overloads, operand);
        this.target = target;
    }

    @Override
    Kind of(Kind kind, Operand value) {
        if (kind == target) {
            return kind;
        }
        return switch (target) {
            case INTEGER -> integer(kind, value);
            case DECIMAL -> decimal(kind, value);
            default -> text(kind, value);
        };
    }

    private static Kind integer(Kind kind, Operand value) {
        if (kind == Kind.TEXT) {
            try {
                return value.put(Long.parseLong(value.text()));
            } catch (NumberFormatException notAnInteger) {
                throw LeftToRuntimeException.leave();
            }
        } else if (kind == Kind.DECIMAL && Math.abs(value.decimal()) < MOST) {
            return value.put((long) value.decimal());
        }
        throw LeftToRuntimeException.leave();
    }

    private static Kind decimal(Kind kind, Operand value) {
        if (kind == Kind.TEXT) {
            try {
                return value.put(Double.parseDouble(value.text()));
            } catch (NumberFormatException notADecimal) {
                throw LeftToRuntimeException.leave();
            }
        } else if (kind == Kind.INTEGER) {
            return value.put((double) value.integer());
        }
        throw LeftToRuntimeException.leave();
    }

    private static Kind text(Kind kind, Operand value) {
        return switch (kind) {
            case INTEGER -> value.put(Long.toString(value.integer()));
            case DECIMAL -> value.put(Double.toString(value.decimal()));
            case BOOLEAN -> value.put(Boolean.toString(value.truth()));
            default -> throw LeftToRuntimeException.leave();
        };
    }
}
