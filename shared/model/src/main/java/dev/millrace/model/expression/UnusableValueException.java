package dev.millrace.model.expression;

/** A value that an expression cannot work with; its sentence goes to the user as it is. */
final class UnusableValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnusableValueException(String detail) {
        super(detail);
    }
}
