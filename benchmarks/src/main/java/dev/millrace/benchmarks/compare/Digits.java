package dev.millrace.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decimal numbers and texts written into a byte array. One thread. */
final class Digits {

    private final byte[] bytes;
    private int size;

    Digits(int capacity) {
        bytes = new byte[capacity];
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    Digits text(byte[] text) {
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
        return this;
    }

    Digits letter(byte letter) {
        bytes[size++] = letter;
        return this;
    }

    Digits number(long number) {
        long rest = number;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        int length = 1;
        for (long more = rest; more >= 10; more /= 10) {
            length++;
        }
        for (int at = size + length - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += length;
        return this;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }
}
