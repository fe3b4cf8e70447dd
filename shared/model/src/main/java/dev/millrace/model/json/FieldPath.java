package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a field stands in an event: names from the outermost object inwards, written with dots ({@code card.country}). Immutable. */
public final class FieldPath {

    private final List<String> names;
    private final byte[][] utf8;

    private FieldPath(List<String> names) {
        this.names = List.copyOf(names);
        this.utf8 = names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    /**
     * Reads the dotted form.
     *
     * @throws IllegalArgumentException when a name between dots is empty
     */
    public static FieldPath parse(String text) {
        List<String> names = List.of(text.split("\\.", -1));
        if (names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a field path: expected names joined by dots, like card.country");
        }
        return new FieldPath(names);
    }

    /** A path of the given names, which may hold any character. */
    public static FieldPath of(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a field path needs at least one name");
        }
        return new FieldPath(names);
    }

    /** The names, outermost first; at least one. */
    public List<String> names() {
        return names;
    }

    /** Whether this is {@code outer} or lies in it. */
    public boolean isIn(FieldPath outer) {
        return names.size() >= outer.names.size()
                && names.subList(0, outer.names.size()).equals(outer.names);
    }

    int depth() {
        return utf8.length;
    }

    byte[] utf8(int level) {
        return utf8[level];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldPath path && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return String.join(".", names);
    }
}
