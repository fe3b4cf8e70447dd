package dev.millrace.model.resource;

import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclarations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pieces of JSON Schema as plain trees; steps from their declarations. Stateless; any thread. */
final class SchemaParts {

    private SchemaParts() {}

    /** Keys and values in turn, in this order. */
    static Map<String, Object> properties(Object... keysAndValues) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    /** An object without other properties. */
    static Map<String, Object> object(String doc, Map<String, Object> properties, List<String> required) {
        Map<String, Object> object = properties(
                "type", "object", "description", doc, "properties", properties, "additionalProperties", false);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    static Map<String, Object> name() {
        return properties("type", "string", "pattern", "^(?!millrace\\.)[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?$");
    }

    static Map<String, Object> duration(String doc, String byDefault) {
        return properties(
                "type", "string", "description", doc, "pattern", "^[0-9]{1,9}(ms|s|m|h|d)$", "default", byDefault);
    }

    static Map<String, Object> field(String doc) {
        return properties("type", "string", "description", doc, "pattern", "^[^.]+(\\.[^.]+)*$");
    }

    /** A field path or a list of them. */
    static Map<String, Object> fields(String doc) {
        Map<String, Object> list =
                properties("type", "array", "items", field("A field path."), "minItems", 1L, "uniqueItems", true);
        return properties("description", doc, "oneOf", List.of(field("A field path."), list));
    }

    /** A field path, a list of them, or a mapping of any name to an expression. */
    private static Map<String, Object> values(String doc) {
        Map<String, Object> list =
                properties("type", "array", "items", field("A field path."), "minItems", 1L, "uniqueItems", true);
        Map<String, Object> named = properties(
                "type", "object", "additionalProperties", expression("A CEL expression."), "minProperties", 1L);
        return properties("description", doc, "oneOf", List.of(field("A field path."), list, named));
    }

    /** Any of the declared steps. */
    static Map<String, Object> step() {
        List<Object> steps = new ArrayList<>();
        for (StepDeclaration declaration : StepDeclarations.all()) {
            Map<String, Object> value = declaration.inline()
                    ? setting(declaration.settings().get(0))
                    : object(declaration.doc(), settings(declaration), required(declaration));
            Map<String, Object> name = properties("type", "string", "pattern", "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$");
            steps.add(object(
                    declaration.doc(),
                    properties(declaration.operator(), value, "name", name),
                    List.of(declaration.operator())));
        }
        return Map.of("oneOf", steps);
    }

    private static Map<String, Object> settings(StepDeclaration declaration) {
        Map<String, Object> settings = new LinkedHashMap<>();
        declaration.settings().forEach(setting -> settings.put(setting.name(), setting(setting)));
        return settings;
    }

    private static List<String> required(StepDeclaration declaration) {
        return declaration.settings().stream()
                .filter(SettingDeclaration::required)
                .map(SettingDeclaration::name)
                .toList();
    }

    private static Map<String, Object> setting(SettingDeclaration setting) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("title", setting.name());
        schema.putAll(
                switch (setting.form()) {
                    case EXPRESSION -> expression(setting.doc());
                    case FIELDS -> fields(setting.doc());
                    case FIELD_EXPRESSIONS ->
                        properties(
                                "type",
                                "object",
                                "description",
                                setting.doc(),
                                "additionalProperties",
                                expression("A CEL expression."),
                                "minProperties",
                                1L);
                    case FIELD_NAMES ->
                        properties(
                                "type",
                                "object",
                                "description",
                                setting.doc(),
                                "additionalProperties",
                                field("The new field path."),
                                "minProperties",
                                1L);
                    case GROUP -> AggregateSchema.group(setting.doc());
                    case WINDOW -> WindowSchema.of(setting.doc());
                    case LATE -> AggregateSchema.late(setting.doc());
                    case COMPUTATIONS -> AggregateSchema.computations(setting.doc());
                    case EMIT -> AggregateSchema.emit(setting.doc());
                    case KEEP_TIME, LENGTH, LIMIT_TIME -> AggregateSchema.duration(setting.doc());
                    case KEEP_ROWS, LIMIT_COUNT, NUMBER -> AggregateSchema.rows(setting.doc());
                    case KEEP_BYTES, LIMIT_BYTES -> AggregateSchema.bytes(setting.doc());
                    case VALUES -> values(setting.doc());
                    case HOT_KEYS -> properties("description", setting.doc(), "const", "split");
                    case LENGTHS ->
                        properties(
                                "type",
                                "array",
                                "description",
                                setting.doc(),
                                "items",
                                AggregateSchema.duration("How long a window is."),
                                "minItems",
                                1L);
                    case ZONE ->
                        properties("type", "string", "description", setting.doc(), "examples", List.of("Europe/Paris"));
                    case FILL ->
                        properties(
                                "description",
                                setting.doc(),
                                "enum",
                                List.of("none", "previous", "linear", "zero"),
                                "default",
                                "none");
                    case DERIVATIONS ->
                        properties(
                                "type",
                                "object",
                                "description",
                                setting.doc(),
                                "additionalProperties",
                                properties(
                                        "type",
                                        "string",
                                        "pattern",
                                        "^\\s*(delta|rate|movingAverage|cumulative)\\s*\\("),
                                "minProperties",
                                1L);
                    case SWITCH -> properties("type", "boolean", "description", setting.doc(), "default", false);
                    case CLOCK ->
                        properties(
                                "description",
                                setting.doc(),
                                "enum",
                                List.of("event", "processing"),
                                "default",
                                "event");
                });
        return schema;
    }

    /** YAML reads {@code 5} and {@code true} as a number and a boolean, and both are expressions. */
    static Map<String, Object> expression(String doc) {
        return properties("type", List.of("string", "number", "boolean", "null"), "description", doc);
    }
}
