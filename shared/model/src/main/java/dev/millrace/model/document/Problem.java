package dev.millrace.model.document;

/**
 * One thing that is wrong with a document, said so that its author can act on it. Immutable.
 *
 * @param pointer JSON pointer (RFC 6901) of the place within its document; empty for the document itself
 * @param line line in the text, from 1; 0 where there is none
 * @param column character in that line, from 1; 0 where there is none
 * @param detail a sentence: what was found and what was expected
 * @param suggestion what to write instead, or null
 */
public record Problem(String pointer, int line, int column, String detail, String suggestion) {

    /** The same problem at another pointer. */
    public Problem at(String otherPointer) {
        return new Problem(otherPointer, line, column, detail, suggestion);
    }

    /** {@code 12:5: detail (suggestion)}: one line for a terminal. */
    @Override
    public String toString() {
        return (line > 0 ? line + ":" + column + ": " : "")
                + detail
                + (suggestion == null ? "" : " (" + suggestion + ")");
    }
}
