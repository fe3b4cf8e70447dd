package dev.millrace.model.event;

/** An event that cannot be taken as it is; the message is a sentence for whoever sent it. */
public final class InvalidEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidEventException(String detail) {
        super(detail, null, false, false);
    }
}
