package dev.millrace.platform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Settings of one process by dotted name ({@code gateway.port}); the environment's {@code MILLRACE_GATEWAY_PORT} wins over the file's value.
 */
public record Settings(Map<String, String> values) {

    /** The value of a setting, or the given default. */
    public String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException with a sentence, when the value is not one
     */
    public int getInt(String name, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("setting " + name + " must be a whole number, not \"" + value + "\"", e);
        }
    }

    /** These settings with one more, or with another value for it. */
    public Settings with(String name, String value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(name, value);
        return new Settings(Map.copyOf(changed));
    }

    /**
     * A switch.
     *
     * @throws IllegalArgumentException with a sentence, when the value is neither {@code true} nor {@code false}
     */
    public boolean isOn(String name, boolean otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        return switch (value.strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("setting " + name + " must be true or false, not \"" + value + "\"");
        };
    }

    /** A list written with commas; empty when the setting is absent or blank. */
    public List<String> getList(String name) {
        return Stream.of(values.getOrDefault(name, "").split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** Every setting below a name, without that name and its dot: {@code under("kafka")} has {@code bootstrap.servers}. */
    public Map<String, String> under(String name) {
        String prefix = name + ".";
        Map<String, String> below = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                below.put(key.substring(prefix.length()), value);
            }
        });
        return below;
    }
}
