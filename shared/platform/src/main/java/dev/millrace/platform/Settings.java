package dev.millrace.platform;

import java.util.Map;

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
}
