package dev.millrace.model.group;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A group as somebody names it who asks for it.
 *
 * @param by what events are grouped by
 * @param values the JSON of each value in its one spelling, in the order of {@code by}
 */
public record NamedGroup(List<GroupField> by, List<String> values) {

    private static final Pattern PARTITION = Pattern.compile("0|[1-9][0-9]{0,8}");

    public NamedGroup {
        by = List.copyOf(by);
        values = List.copyOf(values);
    }

    /**
     * The groups that a text may mean, the likeliest first. A JSON array of the group's values is exact. A group of one value may also be named by
     * that value's text, as in a record's key: {@code 1} means the text first, then the number.
     *
     * @throws IllegalArgumentException with a sentence that says what was expected
     */
    public static List<NamedGroup> read(List<GroupField> by, String text) {
        List<NamedGroup> groups = new ArrayList<>();
        if (text.startsWith("[") && parsed(text) instanceof List<?> values && values.size() == by.size()) {
            groups.add(
                    new NamedGroup(by, values.stream().map(NamedGroup::spelled).toList()));
        }
        if (by.size() == 1) {
            groups.add(new NamedGroup(by, List.of(spelled(text))));
            Object value = parsed(text);
            if (value instanceof Number || value instanceof Boolean || text.equals("null")) {
                groups.add(new NamedGroup(by, List.of(spelled(value))));
            }
        }
        if (groups.isEmpty()) {
            String names = by.stream().map(GroupField::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    by.isEmpty()
                            ? "the step has one group of everything, whose key is []; found " + text
                            : "the step groups by " + names + ": expected a JSON array of " + by.size()
                                    + " values in this order; found " + text);
        }
        return groups;
    }

    /**
     * The group that is all one partition holds.
     *
     * @param partitions how many there are
     * @throws IllegalArgumentException with a sentence that says what was expected
     */
    public static NamedGroup ofPartition(int partitions, String text) {
        if (!PARTITION.matcher(text).matches() || Integer.parseInt(text) >= partitions) {
            throw new IllegalArgumentException(
                    "to the step each partition is a group, whose key is its number: expected "
                            + (partitions == 1 ? "0" : "0 to " + (partitions - 1)) + "; found " + text);
        }
        return new NamedGroup(List.of(), List.of(text));
    }

    /** The partition that {@link #ofPartition} named, from 0. */
    public int partition() {
        return Integer.parseInt(values.get(0));
    }

    /** The value; the text itself where it is no JSON. */
    private static Object parsed(String text) {
        try {
            return JsonTree.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException noJson) {
            return text;
        }
    }

    private static String spelled(Object value) {
        if (value instanceof String text) {
            ByteSink out = new ByteSink(32);
            JsonText.write(text, out);
            return new String(out.toBytes(), StandardCharsets.UTF_8);
        } else if (value instanceof Number) {
            byte[] literal = JsonTree.write(value);
            try {
                return JsonNumber.canonical(literal, 0, literal.length);
            } catch (ArithmeticException tooLarge) {
                throw new IllegalArgumentException(tooLarge.getMessage());
            }
        } else if (value instanceof Map || value instanceof List) {
            throw new IllegalArgumentException(
                    "a group's values are texts, numbers, booleans and null; found " + JsonTree.writeText(value));
        }
        return String.valueOf(value);
    }

    /** The key of the group's results: the values joined by commas; nothing for all that a partition holds. */
    public byte[] key() {
        return by.isEmpty() ? new byte[0] : String.join(",", values).getBytes(StandardCharsets.UTF_8);
    }

    /** An event with the group's values where they are fields as they stand; what is grouped by an expression is missing. */
    public byte[] document() {
        Map<String, Object> document = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            Object value = parsed(values.get(i));
            by.get(i).value().bareField().ifPresent(path -> put(document, path, value));
        }
        return JsonTree.write(document);
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> document, FieldPath path, Object value) {
        Map<String, Object> at = document;
        List<String> names = path.names();
        for (String name : names.subList(0, names.size() - 1)) {
            at = (Map<String, Object>) at.computeIfAbsent(name, inner -> new LinkedHashMap<String, Object>());
        }
        at.put(names.get(names.size() - 1), value);
    }
}
