package dev.millrace.model.json;

/** A range of bytes, start inclusive and end exclusive, packed into one {@code long} so that finding a field allocates nothing. */
public final class Slice {

    /** What a search answers when there is nothing to find. */
    public static final long ABSENT = -1;

    private Slice() {}

    /** Packs a range; both bounds must be at least 0. */
    public static long of(int from, int to) {
        return ((long) from << 32) | to;
    }

    /** First byte of the range. */
    public static int from(long slice) {
        return (int) (slice >>> 32);
    }

    /** The byte after the last of the range. */
    public static int to(long slice) {
        return (int) slice;
    }

    /** The range's bytes, copied. */
    public static byte[] copy(byte[] document, long slice) {
        return java.util.Arrays.copyOfRange(document, from(slice), to(slice));
    }
}
