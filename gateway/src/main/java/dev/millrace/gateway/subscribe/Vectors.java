package dev.millrace.gateway.subscribe;

/** Vectors of next offsets, one for each partition. Stateless. */
final class Vectors {

    private Vectors() {}

    /** Whether every offset of the first is the second's or above it; both have the same length. */
    static boolean isAtLeast(long[] offsets, long[] least) {
        for (int p = 0; p < least.length; p++) {
            if (offsets[p] < least[p]) {
                return false;
            }
        }
        return true;
    }

    /** Raises each offset that is below the other's. */
    static void raise(long[] offsets, long[] to) {
        for (int p = 0; p < to.length; p++) {
            offsets[p] = Math.max(offsets[p], to[p]);
        }
    }
}
