package dev.millrace.model.resource;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Where a new pipeline starts to read.
 *
 * @param kind which of the three
 * @param time for {@link Kind#TIME} the first arrival time that is read, inclusive; otherwise null
 */
public record StartAt(Kind kind, Instant time) {

    /** The three kinds of start. */
    public enum Kind {
        /** All that is retained. */
        EARLIEST,
        /** What arrives from now on. */
        LATEST,
        /** What arrived at or after a time. */
        TIME
    }

    /** All that is retained: the default. */
    public static final StartAt EARLIEST = new StartAt(Kind.EARLIEST, null);

    /** As {@link #parse} reads it. */
    public String text() {
        return switch (kind) {
            case EARLIEST -> "earliest";
            case LATEST -> "latest";
            case TIME -> time.toString();
        };
    }

    /**
     * Reads {@code earliest}, {@code latest} or an RFC 3339 time.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static StartAt parse(String text) {
        if (text.equals("earliest")) {
            return EARLIEST;
        } else if (text.equals("latest")) {
            return new StartAt(Kind.LATEST, null);
        }
        try {
            return new StartAt(Kind.TIME, OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a start: expected earliest, latest or a time like 2026-01-01T00:00:00Z");
        }
    }
}
