package dev.millrace.aggregate.group;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ValueWriter;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes that name an event's group: the JSON of each value in its one spelling, joined by commas; missing and null are {@code null}, no
 * values at all are no bytes. So {@code 1} and {@code "1"} are two groups, {@code 1} and {@code 1.0} are one. Part of the stored format. Immutable;
 * any thread.
 */
public final class GroupKey {

    private static final int PLAIN_DIGITS = 18;

    private final GroupField[] groups;
    private final FieldPath[] bare;

    /** @param by in the order of the values; may be empty */
    public GroupKey(List<GroupField> by) {
        this.groups = by.toArray(GroupField[]::new);
        this.bare =
                by.stream().map(group -> group.value().bareField().orElse(null)).toArray(FieldPath[]::new);
    }

    /** The group's bytes; throws as {@link #append}. */
    public byte[] of(Event event) {
        ByteSink out = new ByteSink(32);
        append(event, out);
        return out.toBytes();
    }

    /**
     * Appends the group's bytes.
     *
     * @throws EvaluationException when a value is an object, an array, a number that cannot be held, or there is none for another reason
     *     than a missing or null field
     * @throws MalformedJsonException when the event is not JSON
     */
    public void append(Event event, ByteSink out) {
        for (int i = 0; i < groups.length; i++) {
            if (i > 0) {
                out.put(',');
            }
            if (bare[i] == null) {
                expression(groups[i], event, out);
                continue;
            }
            long found = event.find(bare[i]);
            if (found == Slice.ABSENT) {
                out.put("null");
            } else {
                value(groups[i], event.value(), Slice.from(found), Slice.to(found), out);
            }
        }
    }

    private static void expression(GroupField group, Event event, ByteSink out) {
        byte[] value;
        try {
            value = ValueWriter.write(group.value().evaluate(event));
        } catch (EvaluationException failure) {
            if (failure.missing()) {
                out.put("null");
                return;
            }
            throw failure;
        } catch (IllegalArgumentException noJson) {
            throw refused(group, noJson.getMessage());
        }
        value(group, value, 0, value.length, out);
    }

    private static void value(GroupField group, byte[] json, int from, int to, ByteSink out) {
        switch (json[from]) {
            case '"' -> text(json, from, to, out);
            case '{', '[' ->
                throw refused(
                        group,
                        "it is an " + (json[from] == '{' ? "object" : "array")
                                + "; events are grouped by texts, numbers and booleans");
            case 'n' -> word("null", json, from, to, out);
            case 't' -> word("true", json, from, to, out);
            case 'f' -> word("false", json, from, to, out);
            default -> number(group, json, from, to, out);
        }
    }

    private static void text(byte[] json, int from, int to, ByteSink out) {
        if (JsonScan.hasEscape(json, from + 1, to - 1)) {
            JsonText.write(JsonText.decode(json, from + 1, to - 1), out);
        } else {
            out.put(json, from, to);
        }
    }

    private static void word(String word, byte[] json, int from, int to, ByteSink out) {
        if (to - from != word.length()
                || !Arrays.equals(
                        json, from, to, word.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, to - from)) {
            throw new MalformedJsonException(from, "expected a value");
        }
        out.put(json, from, to);
    }

    private static void number(GroupField group, byte[] json, int from, int to, ByteSink out) {
        if (isPlain(json, from, to)) {
            out.put(json, from, to);
            return;
        }
        try {
            out.put(JsonNumber.canonical(json, from, to));
        } catch (ArithmeticException tooLarge) {
            throw refused(group, tooLarge.getMessage());
        }
    }

    /** Whether the literal is an integer in its one spelling: by far the most are, and need no object. */
    private static boolean isPlain(byte[] json, int from, int to) {
        int first = json[from] == '-' ? from + 1 : from;
        if (to - first > PLAIN_DIGITS || first == to || json[first] == '0' && to - from > 1) {
            return false;
        }
        for (int i = first; i < to; i++) {
            if (json[i] < '0' || json[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static EvaluationException refused(GroupField group, String detail) {
        Expression value = group.value();
        return new EvaluationException(
                "events cannot be grouped by \"" + group.name() + "\" here: " + detail,
                false,
                value.line(),
                value.column());
    }
}
