package dev.millrace.engine.changelog;

/** A state log cannot be read; the message is a sentence for a person. */
public final class StateFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateFormatException(String message) {
        super(message);
    }
}
