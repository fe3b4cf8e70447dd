package dev.millrace.benchmarks.load;

/**
 * Durations in buckets of a 64th of a power of two, so that a percentile is at most 1.6 % too high. One thread records; add up those of
 * several threads when they are done.
 */
public final class Histogram {

    private static final int SHIFT = 6;
    private static final int SUB = 1 << SHIFT;

    private final long[] counts = new long[(64 - SHIFT + 1) * SUB];
    private long size;

    /** Counts one duration; a negative one as 0. */
    public void record(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        size++;
    }

    /** Counts what another one has. */
    public void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        size += other.size;
    }

    public long size() {
        return size;
    }

    /** In milliseconds, what a share of all do not exceed; NaN when there are none. */
    public double millis(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        long wanted = Math.max(1, (long) Math.ceil(size * share));
        int i = 0;
        for (long seen = counts[0]; seen < wanted; seen += counts[i]) {
            i++;
        }
        return upper(i) / 1e6;
    }

    private static int bucket(long nanos) {
        if (nanos < SUB) {
            return (int) nanos;
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - SHIFT;
        return (shift + 1) * SUB + (int) (nanos >>> shift) - SUB;
    }

    private static long upper(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int shift = bucket / SUB - 1;
        return ((long) (bucket % SUB + SUB) + 1 << shift) - 1;
    }
}
