package dev.millrace.model.marker;

import dev.millrace.model.json.ByteSink;
import java.nio.ByteBuffer;

/** Variable-length integers as Protocol Buffers encode them: seven bits a byte, low bits first; signed ones zig-zag. */
public final class Varint {

    private Varint() {}

    /** Appends an unsigned number. */
    public static void write(long value, ByteBuffer out) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** Appends an unsigned number. */
    public static void write(long value, ByteSink out) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((char) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((char) rest);
    }

    /** Appends a signed number; small magnitudes stay short. */
    public static void writeSigned(long value, ByteBuffer out) {
        write(value << 1 ^ value >> 63, out);
    }

    /** Appends a signed number; small magnitudes stay short. */
    public static void writeSigned(long value, ByteSink out) {
        write(value << 1 ^ value >> 63, out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is longer than ten bytes or cut off
     */
    public static long read(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw new IllegalArgumentException("a number is cut off");
            }
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is longer than ten bytes");
    }

    /** Reads what {@link #writeSigned} wrote. */
    public static long readSigned(ByteBuffer in) {
        long value = read(in);
        return value >>> 1 ^ -(value & 1);
    }

    /** A signed number alone, as the header {@code mr-time} holds it. */
    public static byte[] signedBytes(long value) {
        ByteBuffer out = ByteBuffer.allocate(10);
        writeSigned(value, out);
        return java.util.Arrays.copyOf(out.array(), out.position());
    }
}
