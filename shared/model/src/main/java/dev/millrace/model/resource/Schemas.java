package dev.millrace.model.resource;

import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schemas (2020-12) of the kinds, made from the declarations, for editors and {@code /v1/schemas/{kind}}. Stateless; any thread. */
public final class Schemas {

    /** Kinds that have a schema. */
    public static final List<String> KINDS = List.of("Stream", "Pipeline");

    private Schemas() {}

    /**
     * The schema of a kind as JSON text.
     *
     * @throws IllegalArgumentException when there is no such kind
     */
    public static String of(String kind) {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("there is no kind \"" + kind + "\": expected Stream or Pipeline");
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://millrace.dev/v1/schemas/" + kind);
        schema.put("title", kind);
        boolean stream = kind.equals("Stream");
        schema.putAll(SchemaParts.object(
                stream ? "A partitioned, retained log of events." : "Steps from streams to a stream.",
                SchemaParts.properties(
                        "apiVersion", Map.of("const", ResourceReader.API_VERSION),
                        "kind", Map.of("const", kind),
                        "metadata", metadata(),
                        "spec", stream ? streamSpec() : pipelineSpec()),
                stream
                        ? List.of("apiVersion", "kind", "metadata")
                        : List.of("apiVersion", "kind", "metadata", "spec")));
        return JsonTree.writeText(schema);
    }

    private static Map<String, Object> metadata() {
        return SchemaParts.object(
                "What it is called.",
                SchemaParts.properties(
                        "name", SchemaParts.name(),
                        "labels", Map.of("type", "object"),
                        "annotations", Map.of("type", "object")),
                List.of("name"));
    }

    private static Map<String, Object> streamSpec() {
        return SchemaParts.object(
                "How its events are keyed, kept and dated.",
                SchemaParts.properties(
                        "key", SchemaParts.fields("Fields that make the key; none spreads events evenly."),
                        "partitions",
                                SchemaParts.properties(
                                        "type",
                                        "integer",
                                        "minimum",
                                        1L,
                                        "maximum",
                                        (long) StreamSpec.MAX_PARTITIONS,
                                        "default",
                                        (long) StreamSpec.DEFAULT_PARTITIONS),
                        "retention", SchemaParts.duration("How long events are kept, by arrival.", "7d"),
                        "timestamp",
                                SchemaParts.object(
                                        "Where the event time stands; none means arrival.",
                                        SchemaParts.properties(
                                                "field", SchemaParts.field("The field."),
                                                "format",
                                                        SchemaParts.properties(
                                                                "type",
                                                                "string",
                                                                "description",
                                                                "A named format or a pattern.",
                                                                "examples",
                                                                TimestampSpec.FORMATS,
                                                                "default",
                                                                TimestampSpec.FORMATS.get(0))),
                                        List.of("field")),
                        "watermark", watermark()),
                List.of());
    }

    private static Map<String, Object> watermark() {
        return SchemaParts.object(
                "How far time is trusted to have come.",
                SchemaParts.properties(
                        "maxDelay", SchemaParts.duration("How late events may come.", "5s"),
                        "idleAfter", SchemaParts.duration("Silence after which a partition is left out.", "30s"),
                        "maxAhead", SchemaParts.duration("How far ahead of its arrival an event may be.", "5m"),
                        "onIdle", Map.of("enum", List.of("advance", "hold"), "default", "advance")),
                List.of());
    }

    private static Map<String, Object> pipelineSpec() {
        Map<String, Object> names = Map.of("type", "array", "items", SchemaParts.name(), "minItems", 1L);
        return SchemaParts.object(
                "What is read, done and written.",
                SchemaParts.properties(
                        "from", Map.of("oneOf", List.of(SchemaParts.name(), names)),
                        "start",
                                SchemaParts.properties(
                                        "type", "string",
                                        "description", "earliest, latest or a time.",
                                        "default", "earliest"),
                        "delivery",
                                Map.of(
                                        "enum",
                                        Delivery.words(),
                                        "default",
                                        Delivery.words().get(0)),
                        "steps", Map.of("type", "array", "maxItems", 100L, "items", SchemaParts.step()),
                        "to", SchemaParts.name(),
                        "onError",
                                SchemaParts.object(
                                        "What becomes of events that fail.",
                                        SchemaParts.properties("then", Map.of("enum", List.of("dead-letter"))),
                                        List.of()),
                        "tests", Map.of("type", "array", "items", test())),
                List.of("from"));
    }

    private static Map<String, Object> test() {
        Map<String, Object> rows = Map.of(
                "type", "object", "additionalProperties", Map.of("type", "array", "items", Map.of("type", "object")));
        return SchemaParts.object(
                "An example of what the pipeline does.",
                SchemaParts.properties("name", Map.of("type", "string"), "given", rows, "expect", rows),
                List.of("name", "given", "expect"));
    }
}
