package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** {@code int()}, {@code double()} and {@code string()}. What does not convert is left to the CEL runtime. Immutable; any thread. */
final class Conversion implements Node {

    private static final double MOST = 0x1p62;

    private final Kind target;
    private final Overloads overloads;
    private final Node operand;

    /** @param target INTEGER, DECIMAL or TEXT */
    Conversion(Kind target, Overloads overloads, Node operand) {
        this.overloads = overloads;
        this.target = target;
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
        } else if (kind == target) {
            return kind;
        }
        return switch (target) {
            case INTEGER -> integer(kind, into);
            case DECIMAL -> decimal(kind, into);
            default -> text(kind, into);
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
