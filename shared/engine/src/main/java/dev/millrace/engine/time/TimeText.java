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

    /** A length of time in its units, the largest first: {@code 26h40m}, {@code 5m30s}, {@code 1s250ms}; not exact beyond the second unit. */
    public static String length(long millis) {
        String[] units = {"d", "h", "m", "s", "ms"};
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000, 1};
        long rest = millis;
        StringBuilder text = new StringBuilder();
        for (int i = 0, named = 0; i < units.length && named < 2; i++) {
            // Up to two days hours say more.
            boolean small = units[i].equals("d") && rest < 2 * sizes[i];
            if (rest >= sizes[i] && !small) {
                text.append(rest / sizes[i]).append(units[i]);
                rest %= sizes[i];
                named++;
            } else if (named > 0) {
                break;
            }
        }
        return text.length() == 0 ? "0s" : text.toString();
    }
}
