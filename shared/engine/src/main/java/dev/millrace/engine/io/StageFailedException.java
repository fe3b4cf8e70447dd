package dev.millrace.engine.io;

/** A stage that cannot go on until a person changes something; the message says what. */
public final class StageFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StageFailedException(String reason) {
        super(reason);
    }
}
