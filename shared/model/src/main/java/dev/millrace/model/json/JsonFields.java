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

    private static final int MOST_MEMBERS = 64;
    private static final int MOST_MEMBER_BYTES = 64;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private FieldPath[] paths = new FieldPath[4];
    private int[] nameOf = new int[4];
    private int pathCount;
    private byte[][] names = new byte[4][];
    private long[] found = new long[4];
    private int nameCount;
    private byte[] document;

    /** Members as they were seen last, by their place in the object: name, quotes and colon, and which name that is. */
    private final byte[][] members = new byte[MOST_MEMBERS][];

    private final long[] memberHeads = new long[MOST_MEMBERS];
    private final long[] memberTails = new long[MOST_MEMBERS];
    private final int[] memberLengths = new int[MOST_MEMBERS];
    private final int[] memberNames = new int[MOST_MEMBERS];

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
            found = Arrays.copyOf(found, nameCount * 2);
        }
        names[nameCount] = name;
        nameCount++;
        document = null;
        // Members that nobody asked for may have this name.
        Arrays.fill(memberLengths, 0);
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
        for (int member = 0; ; member++) {
            int start = at;
            boolean asBefore = isAsBefore(of, at, member);
            if (asBefore) {
                at += memberLengths[member];
            } else {
                if (at >= to || of[at] != '"') {
                    throw new MalformedJsonException(at, "expected a member name in quotes");
                }
                at = JsonScan.expect(of, JsonScan.skipSpace(of, JsonScan.skipString(of, at, to), to), ':');
            }
            int colonEnd = at;
            at = JsonScan.skipSpace(of, at, to);
            int valueFrom = at;
            at = JsonScan.skipValue(of, at, to);
            int name = asBefore ? memberNames[member] : learnMember(member, of, start, colonEnd);
            if (name >= 0) {
                found[name] = Slice.of(valueFrom, at);
            }
            at = JsonScan.skipSpace(of, at, to);
            if (at < to && of[at] == '}') {
                return;
            }
            at = JsonScan.skipSpace(of, JsonScan.expect(of, at, ','), to);
        }
    }

    /** Whether the member of that number has the very name, quotes and colon that it had before. */
    private boolean isAsBefore(byte[] of, int at, int member) {
        if (member >= MOST_MEMBERS) {
            return false;
        }
        int length = memberLengths[member];
        if (length == 0 || at + Math.max(length, Long.BYTES) > of.length) {
            return false;
        }
        long differs = (long) LONG.get(of, at) ^ memberHeads[member];
        if (length <= Long.BYTES) {
            return differs << (Long.BYTES - length) * 8 == 0;
        }
        return differs == 0
                && (long) LONG.get(of, at + length - Long.BYTES) == memberTails[member]
                && (length <= 2 * Long.BYTES || Arrays.equals(of, at, at + length, members[member], 0, length));
    }

    /**
     * Most documents have the same members in the same order: the next one is looked at with this in mind.
     *
     * @param from the name's opening quote
     * @param to the byte after the colon
     * @return the number of the name, as {@link #name} says it
     */
    private int learnMember(int member, byte[] of, int from, int to) {
        int name = name(of, from + 1, JsonScan.skipString(of, from, to) - 1);
        int length = to - from;
        if (member >= MOST_MEMBERS || length > MOST_MEMBER_BYTES) {
            return name;
        }
        if (members[member] == null) {
            members[member] = new byte[MOST_MEMBER_BYTES];
        }
        System.arraycopy(of, from, members[member], 0, length);
        memberHeads[member] = (long) LONG.get(members[member], 0);
        memberTails[member] = length < Long.BYTES ? 0 : (long) LONG.get(members[member], length - Long.BYTES);
        memberLengths[member] = length;
        memberNames[member] = name;
        return name;
    }

    /** The number of a name; -1 for one that is not looked for. */
    private int name(byte[] of, int from, int to) {
        for (int i = 0; i < nameCount; i++) {
            if (JsonScan.sameName(of, from, to, names[i])) {
                return i;
            }
        }
        return -1;
    }
}
