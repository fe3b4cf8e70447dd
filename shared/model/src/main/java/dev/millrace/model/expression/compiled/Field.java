package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonDouble;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.Slice;
import java.util.Arrays;

/** The value of a field, decoded where it lies in the event's bytes. Immutable; any thread. */
final class Field implements Node {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /** In place of an offset. */
    static final int BY_INDEX = -1;

    private final FieldPath path;
    private final FieldPath[] levels;
    private final int[] offsets;

    /**
     * @param levels the path's objects from the outermost on, the path itself last
     * @param offsets where each level is selected in the expression, in code points; {@link #BY_INDEX} where it is by an index
     */
    Field(FieldPath[] levels, int... offsets) {
        this.path = levels[levels.length - 1];
        this.levels = levels;
        this.offsets = offsets;
    }

    /** Where the value stands: a {@link Slice}, or {@link Slice#ABSENT}, which is an error for whoever needs it. */
    long find(Event event) {
        return event.find(path);
    }

    @Override
    public MissingField missing(Event event) {
        byte[] document = event.value();
        int at = JsonScan.skipSpace(document, 0, document.length);
        for (int i = 0; i < levels.length; i++) {
            if (at >= document.length || document[at] != '{' || offsets[i] == BY_INDEX) {
                return null;
            }
            long found = event.find(levels[i]);
            if (found == Slice.ABSENT) {
                return new MissingField(levels[i].names().get(i), offsets[i]);
            }
            at = Slice.from(found);
        }
        return null;
    }

    @Override
    public Kind read(Event event, Operand into) {
        return decode(event.value(), find(event), into);
    }

    /** Puts the value at a slice into {@code into}. */
    static Kind decode(byte[] document, long slice, Operand into) {
        if (slice == Slice.ABSENT) {
            return Kind.ERROR;
        }
        int from = Slice.from(slice);
        int to = Slice.to(slice);
        return switch (document[from]) {
            case '"' -> into.putString(document, from + 1, to - 1);
            case '{' -> into.put(Kind.OBJECT, document, slice);
            case '[' -> into.put(Kind.ARRAY, document, slice);
            case 't' -> isWord(document, from, to, TRUE) ? into.put(true) : Kind.ERROR;
            case 'f' -> isWord(document, from, to, FALSE) ? into.put(false) : Kind.ERROR;
            case 'n' -> isWord(document, from, to, NULL) ? Kind.NULL : Kind.ERROR;
            default -> number(document, from, to, into);
        };
    }

    private static Kind number(byte[] document, int from, int to, Operand into) {
        long plain = JsonNumber.plainLong(document, from, to);
        if (plain != JsonNumber.NOT_PLAIN) {
            return into.put(plain);
        }
        if (hasDigitsAlone(document, from, to)) {
            try {
                return into.put(JsonNumber.toLong(document, from, to));
            } catch (ArithmeticException tooLarge) {
                return Kind.ERROR;
            }
        }
        double decimal = JsonDouble.read(document, from, to);
        return Double.isNaN(decimal) ? Kind.ERROR : into.put(decimal);
    }

    private static boolean hasDigitsAlone(byte[] document, int from, int to) {
        int at = document[from] == '-' ? from + 1 : from;
        int first = at;
        while (at < to && document[at] >= '0' && document[at] <= '9') {
            at++;
        }
        return at == to && at > first;
    }

    private static boolean isWord(byte[] document, int from, int to, byte[] word) {
        return Arrays.equals(document, from, to, word, 0, word.length);
    }
}
