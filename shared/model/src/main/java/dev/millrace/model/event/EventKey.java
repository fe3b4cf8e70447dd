package dev.millrace.model.event;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * A stream's key: which fields, and how their values become the record's key bytes. Immutable; any thread.
 *
 * <p>One field: the value's text in UTF-8, escapes decoded and numbers in one form, so that equal values land on one partition whatever
 * their spelling; missing or null gives empty bytes. Several fields: a JSON array of the values.
 */
public final class EventKey {

    private static final byte[] EMPTY = {};

    private final List<FieldPath> fields;

    /** @param fields at least one */
    public EventKey(List<FieldPath> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a key needs at least one field");
        }
        this.fields = List.copyOf(fields);
    }

    public List<FieldPath> fields() {
        return fields;
    }

    /**
     * The key's bytes of a document.
     *
     * @throws InvalidEventException when a key field is an object, an array or a number that cannot be held
     */
    public byte[] read(byte[] document) {
        return read(document, index -> JsonScan.find(document, fields.get(index)));
    }

    /**
     * The same where the fields' values were found before.
     *
     * @param values the slice of the key field at an index, in the order of {@link #fields}
     */
    public byte[] read(byte[] document, IntToLongFunction values) {
        if (fields.size() == 1) {
            return single(document, fields.get(0), values.applyAsLong(0));
        }
        ByteSink out = new ByteSink(32);
        out.put('[');
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            element(document, fields.get(i), values.applyAsLong(i), out);
        }
        return out.put(']').toBytes();
    }

    private static byte[] single(byte[] document, FieldPath field, long found) {
        if (found == Slice.ABSENT) {
            return EMPTY;
        }
        int from = Slice.from(found);
        int to = Slice.to(found);
        return switch (document[from]) {
            case '"' -> text(document, from + 1, to - 1);
            case 'n' -> EMPTY;
            case 't', 'f' -> Slice.copy(document, found);
            default -> number(document, field, from, to).getBytes(StandardCharsets.US_ASCII);
        };
    }

    private static byte[] text(byte[] document, int from, int to) {
        return JsonScan.hasEscape(document, from, to)
                ? JsonText.decode(document, from, to).getBytes(StandardCharsets.UTF_8)
                : java.util.Arrays.copyOfRange(document, from, to);
    }

    private static void element(byte[] document, FieldPath field, long found, ByteSink out) {
        int from = Slice.from(found);
        int to = Slice.to(found);
        if (found == Slice.ABSENT) {
            out.put("null");
        } else if (document[from] == '"') {
            JsonText.write(JsonText.decode(document, from + 1, to - 1), out);
        } else if (document[from] == 'n' || document[from] == 't' || document[from] == 'f') {
            out.put(document, from, to);
        } else {
            out.put(number(document, field, from, to));
        }
    }

    private static String number(byte[] document, FieldPath field, int from, int to) {
        if (document[from] == '{' || document[from] == '[') {
            throw new InvalidEventException("the key field \"" + field + "\" is an "
                    + (document[from] == '{' ? "object" : "array") + "; a key is a string, a number or a boolean");
        }
        try {
            return JsonNumber.canonical(document, from, to);
        } catch (ArithmeticException e) {
            throw new InvalidEventException("the key field \"" + field + "\": " + e.getMessage());
        }
    }
}
