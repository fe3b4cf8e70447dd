package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes for building documents. One thread. */
public final class ByteSink {

    /** Of a long. */
    private static final int MOST_DIGITS = 19;

    private byte[] bytes;
    private int length;

    public ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** Appends one byte: an ASCII character. */
    public ByteSink put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    public ByteSink put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Appends the bytes at [from, to). */
    public ByteSink put(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** Appends all that another sink holds. */
    public ByteSink put(ByteSink other) {
        return put(other.bytes, 0, other.length);
    }

    /** Appends text in UTF-8, as it is. */
    public ByteSink put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a number's decimal digits. */
    public ByteSink putNumber(long number) {
        if (number < 0) {
            if (number == Long.MIN_VALUE) {
                return put("-9223372036854775808");
            }
            put('-');
        }
        long rest = Math.abs(number);
        int digits = 1;
        for (long power = 10; digits < MOST_DIGITS && rest >= power; power *= 10) {
            digits++;
        }
        reserve(digits);
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** Forgets what was written at and after that length, which must not be more than {@link #length}. */
    public void truncate(int to) {
        length = to;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The array behind, without a copy: what was written stands at [0, {@link #length}) until the next change. */
    public byte[] array() {
        return bytes;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
