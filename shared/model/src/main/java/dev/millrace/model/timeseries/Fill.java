package dev.millrace.model.timeseries;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What stands in a window without events between two that have some. */
public enum Fill {
    /** Nothing: there is no result. */
    NONE,
    /** The values of the last window with events. */
    PREVIOUS,
    /** What lies on the line between both neighbours with events. */
    LINEAR,
    /** Zero. */
    ZERO;

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All as users write them. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Fill::word).toList();
    }

    /** The one that is written so. */
    public static Fill of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
