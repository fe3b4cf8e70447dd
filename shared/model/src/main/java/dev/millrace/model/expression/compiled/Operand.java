package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.TextTest.Place;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Room for one value of any kind, so that none needs an object of its own. A text lies in the event's bytes until it is asked for. One thread. */
final class Operand {

    /** The kinds of values that expressions work with here. */
    enum Kind {
        NULL,
        BOOLEAN,
        INTEGER,
        DECIMAL,
        TEXT,
        ARRAY,
        OBJECT,
        /** No value: the CEL runtime fails here. */
        ERROR;

        boolean isNumber() {
            return this == INTEGER || this == DECIMAL;
        }
    }

    private long integer;
    private double decimal;
    private String text;
    private byte[] document;
    private int from;
    private int to;

    Kind put(boolean truth) {
        integer = truth ? 1 : 0;
        return Kind.BOOLEAN;
    }

    Kind put(long value) {
        integer = value;
        return Kind.INTEGER;
    }

    Kind put(double value) {
        decimal = value;
        return Kind.DECIMAL;
    }

    Kind put(String value) {
        text = value;
        return Kind.TEXT;
    }

    /** A text without escapes that lies at [from, to). */
    Kind putPlain(byte[] bytes, int start, int end) {
        text = null;
        document = bytes;
        from = start;
        to = end;
        return Kind.TEXT;
    }

    /** An array or object that lies at a slice. */
    Kind put(Kind container, byte[] bytes, long slice) {
        document = bytes;
        from = Slice.from(slice);
        to = Slice.to(slice);
        return container;
    }

    boolean truth() {
        return integer != 0;
    }

    long integer() {
        return integer;
    }

    double decimal() {
        return decimal;
    }

    /** A number of either kind as a decimal. */
    double decimal(Kind kind) {
        return kind == Kind.INTEGER ? (double) integer : decimal;
    }

    String text() {
        if (text == null) {
            text = new String(document, from, to - from, StandardCharsets.UTF_8);
        }
        return text;
    }

    byte[] document() {
        return document;
    }

    /** Where an array or object starts in {@link #document}. */
    int from() {
        return from;
    }

    /** The byte after an array or object in {@link #document}. */
    int to() {
        return to;
    }

    /** Whether two texts are the same. The same bytes are the same text, but as what is not UTF-8 is replaced, others may be, too. */
    boolean sameText(Operand other) {
        return text == null
                        && other.text == null
                        && Arrays.equals(document, from, to, other.document, other.from, other.to)
                || text().equals(other.text());
    }

    /** The text's characters (code points), or -1 when that cannot be said from its bytes. */
    int plainLength() {
        if (text != null) {
            return -1;
        }
        for (int i = from; i < to; i++) {
            if (document[i] < 0) {
                return -1;
            }
        }
        return to - from;
    }

    /** A string of the document, of which {@code from} and {@code to} are the bounds without the quotes. */
    Kind putString(byte[] bytes, int start, int end) {
        return JsonScan.hasEscape(bytes, start, end)
                ? put(JsonText.decode(bytes, start, end))
                : putPlain(bytes, start, end);
    }

    /** Whether a text stands at that place of this one. The same ASCII bytes are always the same text. */
    boolean has(Place place, String part, byte[] ascii) {
        if (text != null || ascii == null) {
            return place.holds(text(), part);
        } else if (to - from < ascii.length) {
            return false;
        }
        return switch (place) {
            case START -> isAt(from, ascii);
            case END -> isAt(to - ascii.length, ascii);
            case ANYWHERE -> isWithin(ascii);
        };
    }

    private boolean isWithin(byte[] ascii) {
        for (int at = from; at <= to - ascii.length; at++) {
            if (isAt(at, ascii)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(int at, byte[] ascii) {
        return Arrays.equals(document, at, at + ascii.length, ascii, 0, ascii.length);
    }
}
