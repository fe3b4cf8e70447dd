package dev.millrace.model.json;

/** Bytes that are not the JSON that was expected; carries where, so that a person can find the place. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param offset first byte that does not fit, counted from the start of the document (0-based)
     * @param detail what was found and what was expected
     */
    public MalformedJsonException(int offset, String detail) {
        super(detail, null, false, false);
        this.offset = offset;
    }

    /** The first byte that does not fit, 0-based from the start of the document. */
    public int offset() {
        return offset;
    }
}
