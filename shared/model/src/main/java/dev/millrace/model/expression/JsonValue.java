package dev.millrace.model.expression;

import dev.cel.common.values.NullValue;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;

/** Decodes one JSON value where it lies: scalars at once, objects and arrays as views. Stateless; any thread. */
final class JsonValue {

    private JsonValue() {}

    /**
     * The value at a slice: Long, Double, String, Boolean, the null value, {@link ObjectView} or {@link ArrayView}.
     *
     * @throws UnusableValueException for a number that fits neither int64 nor a finite double, and for bytes that are not JSON
     */
    static Object decode(byte[] document, long slice) {
        int from = Slice.from(slice);
        int to = Slice.to(slice);
        try {
            return switch (document[from]) {
                case '"' -> JsonText.decode(document, from + 1, to - 1);
                case '{' -> new ObjectView(document, from, to);
                case '[' -> new ArrayView(document, from, to);
                case 't' -> word(document, from, to, "true", true);
                case 'f' -> word(document, from, to, "false", false);
                case 'n' -> word(document, from, to, "null", NullValue.NULL_VALUE);
                default -> number(document, from, to);
            };
        } catch (MalformedJsonException broken) {
            throw UnusableValueException.notJson(broken);
        }
    }

    static boolean isNull(byte[] document, long slice) {
        return document[Slice.from(slice)] == 'n';
    }

    private static Object number(byte[] document, int from, int to) {
        int at = document[from] == '-' ? from + 1 : from;
        if (at == to) {
            throw unusable(document, from, to, "is not a value of JSON");
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = document[at] - '0';
            if (digit < 0 || digit > 9) {
                return decimal(document, from, to);
            }
            if (to - from <= 18) {
                value = value * 10 + digit;
            }
        }
        if (to - from <= 18) {
            return document[from] == '-' ? -value : value;
        }
        try {
            return Long.parseLong(text(document, from, to));
        } catch (NumberFormatException tooLarge) {
            throw unusable(document, from, to, "does not fit a 64-bit integer");
        }
    }

    private static Double decimal(byte[] document, int from, int to) {
        boolean starts = document[from] == '-' || isDigit(document[from]);
        if (!starts || !isDigit(document[to - 1])) {
            throw unusable(document, from, to, "is not a value of JSON");
        }
        try {
            double value = Double.parseDouble(text(document, from, to));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw unusable(document, from, to, "is not a value of JSON");
        }
        throw unusable(document, from, to, "is too large for a decimal number");
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static Object word(byte[] document, int from, int to, String word, Object value) {
        if (!text(document, from, Math.min(to, from + 6)).equals(word)) {
            throw unusable(document, from, to, "is not a value of JSON");
        }
        return value;
    }

    private static UnusableValueException unusable(byte[] document, int from, int to, String why) {
        String text = text(document, from, Math.min(to, from + 40));
        return new UnusableValueException(text + (to - from > 40 ? "..." : "") + " " + why);
    }

    private static String text(byte[] document, int from, int to) {
        return new String(document, from, to - from, StandardCharsets.UTF_8);
    }
}
