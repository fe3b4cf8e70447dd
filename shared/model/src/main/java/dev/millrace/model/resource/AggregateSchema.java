package dev.millrace.model.resource;

import dev.millrace.model.aggregate.AggregateFunction;
import java.util.List;
import java.util.Map;

/** Pieces of JSON Schema for the settings of {@code aggregate}, as plain trees. Stateless; any thread. */
final class AggregateSchema {

    private AggregateSchema() {}

    static Map<String, Object> group(String doc) {
        Map<String, Object> named = SchemaParts.properties(
                "type",
                "object",
                "propertyNames",
                resultName(),
                "additionalProperties",
                SchemaParts.expression("A CEL expression."),
                "minProperties",
                1L);
        Map<String, Object> field = SchemaParts.properties("type", "string", "pattern", "^[^.]+$");
        Map<String, Object> fields =
                SchemaParts.properties("type", "array", "items", field, "minItems", 1L, "uniqueItems", true);
        return SchemaParts.properties("description", doc, "oneOf", List.of(field, fields, named));
    }

    static Map<String, Object> late(String doc) {
        return SchemaParts.object(
                doc,
                SchemaParts.properties(
                        "within", SchemaParts.duration("How long late events still change the result.", "0s"),
                        "mode", Map.of("enum", List.of("accumulating", "retracting"), "default", "accumulating"),
                        "to", SchemaParts.name()),
                List.of());
    }

    static Map<String, Object> computations(String doc) {
        String functions = String.join("|", AggregateFunction.spellings());
        return SchemaParts.properties(
                "type",
                "object",
                "description",
                doc,
                "propertyNames",
                resultName(),
                "additionalProperties",
                SchemaParts.properties("type", "string", "pattern", "^\\s*(" + functions + ")\\s*\\("),
                "minProperties",
                1L);
    }

    static Map<String, Object> emit(String doc) {
        Map<String, Object> paced = SchemaParts.object(
                "When a change has been held back for so long, by the clock, or with so many others, and at the window's end.",
                SchemaParts.properties(
                        "every", duration("From 10ms."), "count", rows("How many events are held back at most.")),
                List.of());
        paced.put("minProperties", 1L);
        return SchemaParts.properties(
                "description", doc, "oneOf", List.of(Map.of("enum", List.of("on-close", "on-update")), paced));
    }

    static Map<String, Object> rows(String doc) {
        return SchemaParts.properties("type", "integer", "description", doc, "minimum", 1L, "maximum", 1_000_000_000L);
    }

    static Map<String, Object> bytes(String doc) {
        return SchemaParts.properties(
                "type",
                List.of("string", "integer"),
                "description",
                doc,
                "pattern",
                "^[0-9]{1,9}(KiB|MiB|GiB)?$",
                "examples",
                List.of("64MiB"));
    }

    static Map<String, Object> duration(String doc) {
        return SchemaParts.properties(
                "type", "string", "description", doc, "pattern", "^[0-9]{1,9}(ms|s|m|h|d)$", "examples", List.of("1m"));
    }

    private static Map<String, Object> resultName() {
        return SchemaParts.properties("pattern", "^(?!(windowStart|windowEnd|pane)$)[^.]+$");
    }
}
