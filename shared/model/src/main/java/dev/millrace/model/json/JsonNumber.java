package dev.millrace.model.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Number literals as Millrace reads them: integers are int64, all others exact decimals of up to 34 digits. Stateless; any thread. */
public final class JsonNumber {

    /** Most significant digits of a decimal, as IEEE 754 decimal128 has them. */
    public static final int MAX_DIGITS = 34;

    /** What {@link #plainLong} says of a literal it does not read: no literal of that length has this value. */
    public static final long NOT_PLAIN = Long.MIN_VALUE;

    private static final int PLAIN_LENGTH = 18;

    private static final int MAX_EXPONENT = 6144;

    private JsonNumber() {}

    /** Whether the literal has neither fraction nor exponent. */
    public static boolean isInteger(byte[] document, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = document[i];
            if (b == '.' || b == 'e' || b == 'E') {
                return false;
            }
        }
        return true;
    }

    /**
     * An integer literal's value.
     *
     * @throws ArithmeticException when it does not fit 64 bits
     * @throws MalformedJsonException when it is not an integer literal
     */
    public static long toLong(byte[] document, int from, int to) {
        boolean negative = from < to && document[from] == '-';
        int at = negative ? from + 1 : from;
        if (at == to) {
            throw new MalformedJsonException(from, "expected a number");
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = document[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedJsonException(at, "expected a digit");
            }
            // Counted downwards, because the smallest long has no positive counterpart.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw overflow(document, from, to);
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw overflow(document, from, to);
        }
        return negative ? value : -value;
    }

    /** The value of an integer literal of at most 18 characters; {@link #NOT_PLAIN} for anything else. */
    public static long plainLong(byte[] document, int from, int to) {
        int at = from < to && document[from] == '-' ? from + 1 : from;
        if (at == to || to - from > PLAIN_LENGTH) {
            return NOT_PLAIN;
        }
        long value = 0;
        for (int i = at; i < to; i++) {
            int digit = document[i] - '0';
            if (digit < 0 || digit > 9) {
                return NOT_PLAIN;
            }
            value = value * 10 + digit;
        }
        return at > from ? -value : value;
    }

    private static ArithmeticException overflow(byte[] document, int from, int to) {
        return new ArithmeticException(text(document, from, to) + " does not fit a 64-bit integer");
    }

    /**
     * Any number literal's exact value.
     *
     * @throws ArithmeticException when it has more than {@value #MAX_DIGITS} significant digits or an exponent beyond 6144
     */
    public static BigDecimal toDecimal(byte[] document, int from, int to) {
        if (to - from > 2 * MAX_EXPONENT) {
            throw new ArithmeticException("a number of " + (to - from) + " characters is too long");
        }
        String text = text(document, from, to);
        BigDecimal value;
        try {
            value = new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException e) {
            throw new ArithmeticException(text + " is not a number that can be held");
        }
        if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_EXPONENT) {
            throw new ArithmeticException(text + " has more than " + MAX_DIGITS + " digits or too large an exponent");
        }
        return value;
    }

    /**
     * One text for one value, whatever its literal: {@code 1.0}, {@code 1} and {@code 10e-1} all give {@code 1}.
     *
     * @throws ArithmeticException as {@link #toDecimal}
     */
    public static String canonical(byte[] document, int from, int to) {
        long plain = plainLong(document, from, to);
        if (plain != NOT_PLAIN) {
            return Long.toString(plain);
        }
        return text(toDecimal(document, from, to));
    }

    /** The canonical text of a value: no zeros at the end of a fraction, plain where the exponent has a size of up to 34. */
    public static String text(BigDecimal number) {
        BigDecimal value = number.stripTrailingZeros();
        boolean plain = value.scale() > -MAX_DIGITS && value.scale() <= MAX_DIGITS;
        return plain ? value.toPlainString() : value.toString();
    }

    private static String text(byte[] document, int from, int to) {
        return new String(document, from, to - from, StandardCharsets.US_ASCII);
    }
}
