package dev.millrace.engine.plan;

/** A changed pipeline whose state cannot go on. The message is a sentence for its author: which step, what changed, what to do. */
public final class StateLostException extends Exception {

    private static final long serialVersionUID = 1L;

    StateLostException(String message) {
        super(message);
    }
}
