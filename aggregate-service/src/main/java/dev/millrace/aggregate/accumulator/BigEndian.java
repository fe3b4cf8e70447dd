package dev.millrace.aggregate.accumulator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in an array of bytes, the highest byte first. Stateless; any thread. */
public final class BigEndian {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** The four bytes at {@code at}. */
    public static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Sets the four bytes at {@code at}. */
    public static void setInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    /** The eight bytes at {@code at}. */
    public static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Sets the eight bytes at {@code at}. */
    public static void setLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }
}
