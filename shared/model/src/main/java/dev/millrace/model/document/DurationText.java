package dev.millrace.model.document;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as resources write them: {@code 250ms 5s 10m 12h 7d}. Stateless; any thread. */
public final class DurationText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private DurationText() {}

    /**
     * Reads one number with one unit.
     *
     * @throws IllegalArgumentException when it is anything else, or longer than 36500d
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a duration: expected a whole number and ms, s, m, h or d, like 250ms or 10m");
        }
        long count = Long.parseLong(form.group(1));
        Duration duration = switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        if (duration.compareTo(Duration.ofDays(36500)) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than 36500d, the longest duration there is");
        }
        return duration;
    }

    /** The shortest form: the largest unit that keeps the number whole. */
    public static String write(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        String[] units = {"d", "h", "m", "s"};
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1000};
        for (int i = 0; i < units.length; i++) {
            if (millis % sizes[i] == 0) {
                return millis / sizes[i] + units[i];
            }
        }
        return millis + "ms";
    }
}
