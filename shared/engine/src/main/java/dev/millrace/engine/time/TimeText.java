package dev.millrace.engine.time;

import java.time.Instant;

/** Times for people. Stateless. */
public final class TimeText {

    private TimeText() {}

    /** ISO 8601 in UTC; {@code end} for the greatest time and {@code none} for the least, which mean the end of input and nothing known. */
    public static String of(long millis) {
        if (millis == Long.MAX_VALUE) {
            return "end";
        }
        return millis == Long.MIN_VALUE ? "none" : Instant.ofEpochMilli(millis).toString();
    }
}
