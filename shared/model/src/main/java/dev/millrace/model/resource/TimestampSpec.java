package dev.millrace.model.resource;

import dev.millrace.model.json.FieldPath;
import java.util.List;

/**
 * Where an event's time stands and how it is written.
 *
 * @param format one of {@link #FORMATS}, or a pattern of {@link java.time.format.DateTimeFormatter}
 */
public record TimestampSpec(FieldPath field, String format) {

    /** The formats that have a name; the first is the default. */
    public static final List<String> FORMATS = List.of("iso8601", "epoch-s", "epoch-ms", "epoch-us", "epoch-ns");

    /** Whether the format is a pattern rather than one with a name. */
    public boolean isPattern() {
        return !FORMATS.contains(format);
    }
}
