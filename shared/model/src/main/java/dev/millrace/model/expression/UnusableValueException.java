package dev.millrace.model.expression;

import dev.millrace.model.json.MalformedJsonException;

/** A value that an expression cannot work with; its sentence goes to the user as it is. */
final class UnusableValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnusableValueException(String detail) {
        super(detail);
    }

    static UnusableValueException notJson(MalformedJsonException broken) {
        return new UnusableValueException(
                "the event is not JSON at byte " + broken.offset() + ": " + broken.getMessage());
    }
}
