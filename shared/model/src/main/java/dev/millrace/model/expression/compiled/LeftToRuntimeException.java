package dev.millrace.model.expression.compiled;

/** Here the CEL runtime must say what is right: thrown for expressions that are not covered and for values that are too rare to be. */
final class LeftToRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final LeftToRuntimeException INSTANCE = new LeftToRuntimeException();

    private LeftToRuntimeException() {
        super("left to the CEL runtime", null, false, false);
    }

    /** The exception, always the same one, without a stack trace. */
    static LeftToRuntimeException leave() {
        return INSTANCE;
    }
}
