package dev.millrace.gateway.subscribe;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.cursor.Cursor;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Where a subscriber wants to begin. Immutable. */
sealed interface StartPoint {

    /** With what is committed from now on. */
    record Latest() implements StartPoint {}

    /** With the oldest event there is. */
    record Earliest() implements StartPoint {}

    /** With the first event of each partition that arrived at this time or after it; epoch ms. */
    record At(long millis) implements StartPoint {}

    /** Right after an event seen before. */
    record Resume(Cursor cursor) implements StartPoint {}

    /**
     * Reads the parameter {@code from}.
     *
     * @throws ProblemException 400 with a sentence
     */
    static StartPoint parse(String text) {
        if (text.equals("latest")) {
            return new Latest();
        }
        if (text.equals("earliest")) {
            return new Earliest();
        }
        if (text.matches("\\d{4}-.*")) {
            return new At(time(text));
        }
        try {
            return new Resume(Cursor.decode(text));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemDetails.badRequest(
                    "from is latest, earliest, a time such as 2026-03-01T12:00:00Z or a cursor; " + e.getMessage()));
        }
    }

    /**
     * Reads the id of the last event seen.
     *
     * @throws ProblemException 400 with a sentence
     */
    static StartPoint resume(String id, String where) {
        try {
            return new Resume(Cursor.decode(id));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemDetails.badRequest(where + ": " + e.getMessage()));
        }
    }

    private static long time(String text) {
        try {
            // A plus sign that was not percent-encoded arrives as a space.
            return Math.max(
                    0, OffsetDateTime.parse(text.replace(' ', '+')).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new ProblemException(ProblemDetails.badRequest("from=" + text
                    + " is not a time: write it as RFC 3339 has it, with its zone, such as 2026-03-01T12:00:00Z"));
        }
    }
}
