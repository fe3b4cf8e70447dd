package dev.millrace.model.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schema of a window: one form for each kind. Stateless; any thread. */
final class WindowSchema {

    private WindowSchema() {}

    static Map<String, Object> of(String doc) {
        List<Object> kinds = new ArrayList<>();
        kinds.add(SchemaParts.properties("const", "global", "description", "All events of a group there ever are."));
        kinds.add(kind("tumbling", "Windows of one length, one after the other.", length(), aligned()));
        kinds.add(kind("hopping", "Windows of one length that overlap.", length(), aligned(), "every", distance()));
        kinds.add(kind("cumulate", "Windows that begin together and grow.", length(), aligned(), "every", distance()));
        kinds.add(kind("sliding", "All sets of events that fit into a length.", length(), clock()));
        kinds.add(kind("lookback", "The time before each event.", length(), clock()));
        kinds.add(kind(
                "session",
                "Events between pauses.",
                AggregateSchema.duration("The longest pause within a session."),
                clock(),
                "gap",
                expression("The pause after an event: milliseconds, or a text like 30m."),
                "max",
                AggregateSchema.duration("How long a session lasts at most.")));
        kinds.add(kind(
                "count",
                "A number of events.",
                number("How many events."),
                Map.of(),
                "every",
                number("After how many events it is told; a divisor of count.")));
        kinds.add(kind(
                "state",
                "From an event that opens to one that closes.",
                SchemaParts.object(
                        "What opens and closes it.",
                        SchemaParts.properties(
                                "open", expression("True for a window's first event."),
                                "close", expression("True for its last.")),
                        List.of("open", "close")),
                clock(),
                "max",
                AggregateSchema.duration("How long a window lasts at most.")));
        return SchemaParts.properties("description", doc, "oneOf", kinds, "default", "global");
    }

    private static Map<String, Object> kind(
            String name, String doc, Map<String, Object> value, Map<String, Object> options, Object... more) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(name, value);
        all.putAll(SchemaParts.properties(more));
        all.putAll(options);
        return SchemaParts.object(doc, all, List.of(name));
    }

    private static Map<String, Object> length() {
        return AggregateSchema.duration("How long a window is.");
    }

    private static Map<String, Object> distance() {
        return AggregateSchema.duration("How far windows lie apart; a divisor of the length.");
    }

    private static Map<String, Object> number(String doc) {
        return SchemaParts.properties("type", "integer", "description", doc, "minimum", 1L, "maximum", 1_000_000L);
    }

    private static Map<String, Object> expression(String doc) {
        return SchemaParts.properties("type", List.of("string", "boolean", "number"), "description", doc);
    }

    private static Map<String, Object> aligned() {
        Map<String, Object> options = SchemaParts.properties(
                "offset",
                SchemaParts.duration("By how much its borders lie behind the usual ones.", "0s"),
                "zone",
                SchemaParts.properties(
                        "type",
                        "string",
                        "description",
                        "The time zone whose midnights the borders follow; none means UTC.",
                        "examples",
                        List.of("Europe/Paris")));
        options.putAll(clock());
        return options;
    }

    private static Map<String, Object> clock() {
        return SchemaParts.properties("time", Map.of("enum", List.of("event", "processing"), "default", "event"));
    }
}
