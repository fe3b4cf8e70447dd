package dev.millrace.model.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds values in a JSON document without building anything: only what is asked for is looked at.
 *
 * <p>Documents were checked at the door, but other programs may write the same topics: every read is bounded, and bytes that are not
 * JSON end in a {@link MalformedJsonException}. Where a name stands twice in an object, the last one counts. Stateless; any thread.
 */
public final class JsonScan {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final boolean[] ENDS_LITERAL = new boolean[128];

    static {
        for (char c : ",}] \n\t\r:\"{[".toCharArray()) {
            ENDS_LITERAL[c] = true;
        }
    }

    private JsonScan() {}

    /** The value at a path, or {@link Slice#ABSENT} where a name is missing or something on the way is not an object. */
    public static long find(byte[] document, FieldPath path) {
        return find(document, skipSpace(document, 0, document.length), path, 0);
    }

    /** The same from the value that starts at {@code start}, along the names of the path from that level on, of which there is at least one. */
    static long find(byte[] document, int start, FieldPath path, int fromLevel) {
        int at = start;
        long found = Slice.ABSENT;
        for (int level = fromLevel; level < path.depth(); level++) {
            if (at >= document.length || document[at] != '{') {
                return Slice.ABSENT;
            }
            found = member(document, at, path.utf8(level));
            if (found == Slice.ABSENT) {
                return found;
            }
            at = Slice.from(found);
        }
        return found;
    }

    /** The value of the member of that name in the object that starts at {@code at}, or {@link Slice#ABSENT}. */
    public static long member(byte[] document, int at, byte[] name) {
        JsonMembers members = new JsonMembers(document, at);
        long found = Slice.ABSENT;
        while (members.next()) {
            if (members.named(name)) {
                found = Slice.of(members.valueFrom(), members.valueTo());
            }
        }
        return found;
    }

    /** The first byte at or after {@code at} that is not JSON white space, or {@code to}. */
    public static int skipSpace(byte[] document, int at, int to) {
        int i = at;
        while (i < to && (document[i] == ' ' || document[i] == '\n' || document[i] == '\t' || document[i] == '\r')) {
            i++;
        }
        return i;
    }

    /** The byte after the one at {@code at}, which must be {@code wanted}. */
    static int expect(byte[] document, int at, char wanted) {
        if (at >= document.length || document[at] != wanted) {
            throw new MalformedJsonException(at, "expected '" + wanted + "'");
        }
        return at + 1;
    }

    /** The byte after the value that starts at {@code at}. */
    public static int skipValue(byte[] document, int at, int to) {
        if (at >= to) {
            throw new MalformedJsonException(at, "the document ends where a value was expected");
        }
        return switch (document[at]) {
            case '"' -> skipString(document, at, to);
            case '{', '[' -> skipNested(document, at, to);
            default -> skipLiteral(document, at, to);
        };
    }

    static int skipString(byte[] document, int at, int to) {
        int i = at + 1;
        while (i + Long.BYTES <= to) {
            long word = (long) LONG.get(document, i);
            long marks = quotes(word) | backslashes(word);
            if (marks == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(marks) >>> 3;
            if (document[i] == '"') {
                return i + 1;
            }
            i += 2;
        }
        for (; i < to; i++) {
            byte b = document[i];
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                i++;
            }
        }
        throw new MalformedJsonException(at, "a string that starts here does not end");
    }

    /** The highest bit of the first byte that is a quote, of later ones perhaps. */
    static long quotes(long word) {
        return zeros(word ^ QUOTES);
    }

    /** The highest bit of the first byte that is a backslash, of later ones perhaps. */
    static long backslashes(long word) {
        return zeros(word ^ BACKSLASHES);
    }

    /** Marks bytes that are zero, the first of them rightly; bytes above it may be marked in vain (Hacker's Delight, 6-1). */
    private static long zeros(long word) {
        return (word - ONES) & ~word & TOPS;
    }

    private static int skipNested(byte[] document, int at, int to) {
        int open = 0;
        int i = at;
        while (i < to) {
            switch (document[i]) {
                case '"' -> i = skipString(document, i, to);
                case '{', '[' -> {
                    open++;
                    i++;
                }
                case '}', ']' -> {
                    i++;
                    if (--open == 0) {
                        return i;
                    }
                }
                default -> i++;
            }
        }
        throw new MalformedJsonException(at, "an object or array that starts here does not end");
    }

    private static int skipLiteral(byte[] document, int at, int to) {
        int i = at;
        while (i < to && !endsLiteral(document[i])) {
            i++;
        }
        if (i == at) {
            throw new MalformedJsonException(at, "expected a value, found '" + (char) document[at] + "'");
        }
        return i;
    }

    private static boolean endsLiteral(byte b) {
        return b >= 0 && ENDS_LITERAL[b];
    }

    static boolean sameName(byte[] document, int from, int to, byte[] name) {
        return hasEscape(document, from, to)
                ? JsonText.decode(document, from, to).equals(new String(name, java.nio.charset.StandardCharsets.UTF_8))
                : Arrays.equals(document, from, to, name, 0, name.length);
    }

    /** Whether a string holds an escape; bounds are without its quotes. */
    public static boolean hasEscape(byte[] document, int from, int to) {
        for (int i = from; i < to; i++) {
            if (document[i] == '\\') {
                return true;
            }
        }
        return false;
    }
}
