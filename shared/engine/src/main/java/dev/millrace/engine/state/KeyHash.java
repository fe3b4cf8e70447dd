package dev.millrace.engine.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash that decides a key's segment. It is part of the stored format and must never change: format 1 folds eight little-endian bytes
 * at a time by multiplication and rotation, then mixes as the finalizer of MurmurHash3 (public domain) does.
 */
final class KeyHash {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    /** The hash of the bytes at [from, to). */
    static int of(byte[] bytes, int from, int to) {
        long hash = (to - from) * PRIME;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = Long.rotateLeft((hash ^ (long) LONG.get(bytes, at)) * PRIME, 29);
        }
        long tail = 0;
        for (int shift = 0; at < to; at++, shift += 8) {
            tail |= (bytes[at] & 0xffL) << shift;
        }
        hash = (hash ^ tail) * PRIME;
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return (int) (hash >>> 16);
    }
}
