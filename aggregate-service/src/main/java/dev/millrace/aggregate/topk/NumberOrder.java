package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.aggregate.accumulator.Operand;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Numbers of up to 34 digits as {@value #LENGTH} bytes that sort as the numbers do: one for the sign, two for the exponent of the first digit, then the
 * digits, two to a byte; below zero exponent and digits are inverted. Equal numbers have one form, however they are written. Part of the stored
 * format. Stateless; any thread.
 */
final class NumberOrder {

    /** Bytes of a number. */
    static final int LENGTH = 20;

    private static final int EXPONENT_AT = 1;
    private static final int DIGITS_AT = 3;
    private static final byte NEGATIVE = 0;
    private static final byte ZERO = 1;
    private static final byte POSITIVE = 2;
    /** Above every exponent's size. */
    private static final int BIAS = 1 << 14;

    private NumberOrder() {}

    /** Writes the number that the operand has read. */
    static void write(Operand operand, byte[] out, int at) {
        if (operand.isCompact()) {
            write(operand.unscaled(), operand.scale(), out, at);
        } else {
            write(operand.decimal(), out, at);
        }
    }

    /** Writes {@code unscaled} times ten to the power of minus {@code scale}. */
    static void write(long unscaled, int scale, byte[] out, int at) {
        Arrays.fill(out, at, at + LENGTH, (byte) 0);
        if (unscaled == 0) {
            out[at] = ZERO;
            return;
        }
        int digits = 0;
        for (long rest = unscaled; rest != 0; rest /= 10) {
            digits++;
        }
        int place = digits - 1;
        for (long rest = unscaled; rest != 0; rest /= 10) {
            putDigit(place--, (int) Math.abs(rest % 10), out, at);
        }
        finish(unscaled < 0, digits - 1 - scale, out, at);
    }

    private static void write(BigDecimal number, byte[] out, int at) {
        Arrays.fill(out, at, at + LENGTH, (byte) 0);
        if (number.signum() == 0) {
            out[at] = ZERO;
            return;
        }
        String digits = number.unscaledValue().abs().toString();
        for (int i = 0; i < digits.length(); i++) {
            putDigit(i, digits.charAt(i) - '0', out, at);
        }
        finish(number.signum() < 0, digits.length() - 1 - number.scale(), out, at);
    }

    private static void putDigit(int place, int digit, byte[] out, int at) {
        out[at + DIGITS_AT + place / 2] += (byte) (place % 2 == 0 ? digit * 10 : digit);
    }

    private static void finish(boolean negative, int exponent, byte[] out, int at) {
        int biased = exponent + BIAS;
        out[at] = POSITIVE;
        out[at + EXPONENT_AT] = (byte) (biased >> Byte.SIZE);
        out[at + EXPONENT_AT + 1] = (byte) biased;
        if (negative) {
            invert(out, at + EXPONENT_AT, at + LENGTH);
            out[at] = NEGATIVE;
        }
    }

    /** Turns the order of all that stands at [from, to) around. */
    static void invert(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    /** Writes a time so that times sort. */
    static void writeTime(long timeMillis, byte[] out, int at) {
        BigEndian.setLong(out, at, timeMillis ^ Long.MIN_VALUE);
    }

    /** The time that was written. */
    static long readTime(byte[] bytes, int at) {
        return BigEndian.getLong(bytes, at) ^ Long.MIN_VALUE;
    }
}
