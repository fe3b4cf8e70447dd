package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/**
 * A part of a compiled expression. Immutable; any thread.
 *
 * <p>Both methods throw {@link LeftToRuntimeException}, and {@link dev.millrace.model.json.MalformedJsonException} for bytes that are not
 * JSON: then nothing is known of the whole expression's value.
 */
interface Node {

    /** What a condition comes to for one event. */
    enum Truth {
        FALSE,
        TRUE,
        /** The CEL runtime fails here; {@code &&} and {@code ||} may hide that. */
        ERROR,
        /** A value that is neither true nor false, which not even {@code &&} and {@code ||} hide as their own operand. */
        NO_BOOLEAN;

        static Truth of(boolean truth) {
            return truth ? TRUE : FALSE;
        }
    }

    /** Puts the value for an event into {@code into}, of which nothing is kept, and says of what kind it is. */
    Kind read(Event event, Operand into);

    /** The missing field that is to blame; null for other failures. To be asked only after the value for this event was an error. */
    MissingField missing(Event event);

    /** The same for a call whose operands are these: the first that is an error is to blame. */
    static MissingField missing(Event event, Node... operands) {
        for (Node operand : operands) {
            if (operand.read(event, new Operand()) == Kind.ERROR) {
                return operand.missing(event);
            }
        }
        return null;
    }

    /** The value as a condition. */
    default Truth test(Event event) {
        Operand value = new Operand();
        return switch (read(event, value)) {
            case BOOLEAN -> Truth.of(value.truth());
            case ERROR -> Truth.ERROR;
            default -> Truth.NO_BOOLEAN;
        };
    }
}
