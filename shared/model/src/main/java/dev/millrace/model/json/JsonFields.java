package dev.millrace.model.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the fields that are in use by one walk over a document. It learns which they are: a field that is asked for is looked for in all later
 * documents too. A document is known by its array, which nobody may write to. One thread.
 */
public final class JsonFields {

    /** How many names of the outermost object are looked for in one walk; fields beyond are found one by one. */
    private static final int MOST_NAMES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private FieldPath[] paths = new FieldPath[4];
    private int[] nameOf = new int[4];
    private int pathCount;
    private byte[][] names = new byte[4][];
    private int[] lengths = new int[4];
    /** The first eight bytes of each name, and which of them it has. */
    private long[] heads = new long[4];

    private long[] masks = new long[4];
    private long[] found = new long[4];
    private int nameCount;
    private byte[] document;

    /**
     * Where a field's value stands: a {@link Slice}, or {@link Slice#ABSENT}.
     *
     * @throws MalformedJsonException when the bytes are not JSON
     */
    public long find(byte[] of, FieldPath path) {
        int name = -1;
        for (int i = 0; i < pathCount; i++) {
            if (paths[i] == path) {
                name = nameOf[i];
                break;
            }
        }
        if (name < 0) {
            name = learn(path);
            if (name < 0) {
                return JsonScan.find(of, path);
            }
        }
        if (document != of) {
            document = null;
            walk(of);
            document = of;
        }
        long first = found[name];
        return first == Slice.ABSENT || path.depth() == 1 ? first : JsonScan.find(of, Slice.from(first), path, 1);
    }

    /** Takes a field among those that are looked for; the number of its outermost name, -1 where there are too many. */
    private int learn(FieldPath path) {
        byte[] name = path.utf8(0);
        int at = 0;
        while (at < nameCount && !Arrays.equals(names[at], name)) {
            at++;
        }
        if (at == MOST_NAMES) {
            return -1;
        }
        if (at == nameCount) {
            add(name);
        }
        if (pathCount == paths.length) {
            // Whoever asks with ever new objects for the same fields would make this grow for good.
            if (pathCount == MOST_NAMES * 4) {
                return -1;
            }
            paths = Arrays.copyOf(paths, pathCount * 2);
            nameOf = Arrays.copyOf(nameOf, pathCount * 2);
        }
        paths[pathCount] = path;
        nameOf[pathCount++] = at;
        return at;
    }

    private void add(byte[] name) {
        if (nameCount == names.length) {
            names = Arrays.copyOf(names, nameCount * 2);
            lengths = Arrays.copyOf(lengths, nameCount * 2);
            heads = Arrays.copyOf(heads, nameCount * 2);
            masks = Arrays.copyOf(masks, nameCount * 2);
            found = Arrays.copyOf(found, nameCount * 2);
        }
        names[nameCount] = name;
        lengths[nameCount] = name.length;
        heads[nameCount] = (long) LONG.get(Arrays.copyOf(name, 8), 0);
        masks[nameCount] = name.length >= 8 ? -1L : (1L << name.length * 8) - 1;
        nameCount++;
        document = null;
    }

    private void walk(byte[] of) {
        Arrays.fill(found, 0, nameCount, Slice.ABSENT);
        int to = of.length;
        int at = JsonScan.skipSpace(of, 0, to);
        if (at >= to || of[at] != '{') {
            return;
        }
        at = JsonScan.skipSpace(of, at + 1, to);
        if (at < to && of[at] == '}') {
            return;
        }
        while (true) {
            if (at >= to || of[at] != '"') {
                throw new MalformedJsonException(at, "expected a member name in quotes");
            }
            int nameFrom = at + 1;
            int nameTo = JsonScan.skipString(of, at, to) - 1;
            at = JsonScan.skipSpace(of, nameTo + 1, to);
            at = JsonScan.skipSpace(of, expect(of, at, ':'), to);
            int valueFrom = at;
            at = JsonScan.skipValue(of, at, to);
            note(of, nameFrom, nameTo, valueFrom, at);
            at = JsonScan.skipSpace(of, at, to);
            if (at < to && of[at] == '}') {
                return;
            }
            at = JsonScan.skipSpace(of, expect(of, at, ','), to);
        }
    }

    private static int expect(byte[] of, int at, char wanted) {
        if (at >= of.length || of[at] != wanted) {
            throw new MalformedJsonException(at, "expected '" + wanted + "'");
        }
        return at + 1;
    }

    private void note(byte[] of, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int length = nameTo - nameFrom;
        int i;
        // A value stands behind the name, so that eight bytes are there to read unless the document ends right after
        // it.
        if (nameFrom + Long.BYTES <= of.length && !JsonScan.hasBackslash(of, nameFrom, nameTo)) {
            long head = (long) LONG.get(of, nameFrom);
            i = 0;
            while (i < nameCount && !(lengths[i] == length && (head & masks[i]) == heads[i] && rest(of, nameFrom, i))) {
                i++;
            }
        } else {
            i = 0;
            while (i < nameCount && !JsonScan.sameName(of, nameFrom, nameTo, names[i])) {
                i++;
            }
        }
        if (i < nameCount) {
            found[i] = Slice.of(valueFrom, valueTo);
        }
    }

    /** Whether the name is the same beyond its first eight bytes, too. */
    private boolean rest(byte[] of, int nameFrom, int i) {
        int length = lengths[i];
        return length <= Long.BYTES
                || Arrays.equals(of, nameFrom + Long.BYTES, nameFrom + length, names[i], Long.BYTES, length);
    }
}
