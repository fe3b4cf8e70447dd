package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import java.util.Arrays;

/**
 * The order of values in their one spelling ({@link CanonicalValue}): false, true, numbers by value, texts by their code points. Equal in
 * this order are equal bytes only. Makes no object but of texts with escapes and numbers with exponents. Stateless; any thread.
 */
final class ValueOrder {

    private ValueOrder() {}

    /** Less than 0, 0 or more than 0 as the value at [aFrom, aTo) comes before, is or comes after the one at [bFrom, bTo). */
    static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        int kind = kind(a[aFrom]);
        int other = kind(b[bFrom]);
        if (kind != other) {
            return Integer.compare(kind, other);
        }
        return switch (kind) {
            case 2 -> numbers(a, aFrom, aTo, b, bFrom, bTo);
            case 3 -> texts(a, aFrom + 1, aTo - 1, b, bFrom + 1, bTo - 1);
            default -> 0;
        };
    }

    private static int kind(byte first) {
        return switch (first) {
            case 'f' -> 0;
            case 't' -> 1;
            case '"' -> 3;
            default -> 2;
        };
    }

    private static int texts(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        if (!JsonScan.hasEscape(a, aFrom, aTo) && !JsonScan.hasEscape(b, bFrom, bTo)) {
            return Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
        }
        int[] mine = JsonText.decode(a, aFrom, aTo).codePoints().toArray();
        int[] theirs = JsonText.decode(b, bFrom, bTo).codePoints().toArray();
        return Arrays.compare(mine, theirs);
    }

    private static int numbers(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        if (hasExponent(a, aFrom, aTo) || hasExponent(b, bFrom, bTo)) {
            return JsonNumber.toDecimal(a, aFrom, aTo).compareTo(JsonNumber.toDecimal(b, bFrom, bTo));
        }
        boolean negative = a[aFrom] == '-';
        boolean otherNegative = b[bFrom] == '-';
        if (negative != otherNegative) {
            return negative ? -1 : 1;
        }
        int sign = negative ? 1 : 0;
        int compared = plain(a, aFrom + sign, aTo, b, bFrom + sign, bTo);
        return negative ? -compared : compared;
    }

    private static boolean hasExponent(byte[] number, int from, int to) {
        for (int i = from; i < to; i++) {
            if (number[i] == 'E') {
                return true;
            }
        }
        return false;
    }

    /** Without sign and exponent, without zeros in front or at the end of a fraction: the longer whole part is greater. */
    private static int plain(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        int aPoint = point(a, aFrom, aTo);
        int bPoint = point(b, bFrom, bTo);
        int longer = Integer.compare(aPoint - aFrom, bPoint - bFrom);
        return longer != 0 ? longer : Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
    }

    private static int point(byte[] number, int from, int to) {
        int at = from;
        while (at < to && number[at] != '.') {
            at++;
        }
        return at;
    }
}
