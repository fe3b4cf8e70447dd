package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;

/**
 * Reads numbers with a fraction or exponent where they lie, to the double that {@link Double#parseDouble} gives: by one exact operation
 * where digits and exponent are small enough for that (W. D. Clinger, How to read floating point numbers accurately, 1990), else by it. Stateless;
 * any thread.
 */
public final class JsonDouble {

    /** What is no literal of a finite decimal. */
    public static final double NONE = Double.NaN;

    private static final int MOST_DIGITS = 18;
    private static final long MOST_EXACT = 1L << 53;

    /** Powers of ten that are doubles exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private JsonDouble() {}

    /** The value of the literal at [from, to), which holds at least one byte; {@link #NONE} where there is none. */
    public static double read(byte[] document, int from, int to) {
        boolean negative = document[from] == '-';
        int first = negative ? from + 1 : from;
        int at = first;
        long digits = 0;
        while (at < to && isDigit(document[at])) {
            digits = digits * 10 + document[at++] - '0';
        }
        int point = at;
        int count = at - first;
        int scale = 0;
        if (at < to && document[at] == '.') {
            at++;
            while (at < to && isDigit(document[at])) {
                digits = digits * 10 + document[at++] - '0';
            }
            scale = at - point - 1;
            count += scale;
        }
        if (point == first || count > MOST_DIGITS || digits > MOST_EXACT) {
            return parse(document, from, to);
        }
        int exponent = 0;
        if (at < to && (document[at] | 0x20) == 'e') {
            at++;
            boolean down = at < to && document[at] == '-';
            if (at < to && (down || document[at] == '+')) {
                at++;
            }
            int start = at;
            while (at < to && isDigit(document[at]) && at - start < 4) {
                exponent = exponent * 10 + document[at++] - '0';
            }
            exponent = down ? -exponent : exponent;
        }
        exponent -= scale;
        if (at < to || !isDigit(document[to - 1]) || exponent < -22 || exponent > 22) {
            return parse(document, from, to);
        }
        double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
        return negative ? -value : value;
    }

    private static double parse(byte[] document, int from, int to) {
        if (document[from] != '-' && !isDigit(document[from]) || !isDigit(document[to - 1])) {
            return NONE;
        }
        try {
            double value = Double.parseDouble(new String(document, from, to - from, StandardCharsets.UTF_8));
            return Double.isInfinite(value) ? NONE : value;
        } catch (NumberFormatException notANumber) {
            return NONE;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
