package dev.millrace.model.expression;

/** An expression that has no value for one event. Cheap to throw: no stack trace. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean missing;
    private final int line;
    private final int column;

    /**
     * @param detail a sentence: what failed on which values
     * @param missing whether the reason is a field that is missing or null
     * @param line line of the user's file, from 1
     * @param column column of the user's file, from 1
     */
    public EvaluationException(String detail, boolean missing, int line, int column) {
        super(detail, null, false, false);
        this.missing = missing;
        this.line = line;
        this.column = column;
    }

    /** Whether the expression failed because a field it needs is missing or null. */
    public boolean missing() {
        return missing;
    }

    /** Line of the user's file, from 1. */
    public int line() {
        return line;
    }

    /** Column of the user's file, from 1. */
    public int column() {
        return column;
    }
}
