package dev.millrace.model.expression;

import static dev.millrace.model.json.JsonScan.skipSpace;
import static dev.millrace.model.json.JsonScan.skipValue;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** A JSON array as a list: the items' places are found at the first question, an item is decoded when asked for. One evaluation, one thread. */
final class ArrayView extends AbstractList<Object> implements JsonView, RandomAccess {

    private final byte[] document;
    private final int from;
    private final int to;
    private long[] items;

    /** @param from where the opening bracket stands; {@code to} is past the closing one */
    ArrayView(byte[] document, int from, int to) {
        this.document = document;
        this.from = from;
        this.to = to;
    }

    @Override
    public Object get(int index) {
        return JsonValue.decode(document, items()[index]);
    }

    @Override
    public int size() {
        return items().length;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.put(document, from, to);
    }

    private long[] items() {
        if (items == null) {
            try {
                items = locate();
            } catch (MalformedJsonException broken) {
                throw UnusableValueException.notJson(broken);
            }
        }
        return items;
    }

    private long[] locate() {
        long[] found = new long[8];
        int count = 0;
        int at = skipSpace(document, from + 1, to);
        while (at < to && document[at] != ']') {
            int end = skipValue(document, at, to);
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = Slice.of(at, end);
            at = skipSpace(document, end, to);
            if (at < to && document[at] == ',') {
                at = skipSpace(document, at + 1, to);
            }
        }
        return Arrays.copyOf(found, count);
    }
}
