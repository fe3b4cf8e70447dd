package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Workload;

/** What every contender must find: count and sum by key and window, recomputed plainly. Written by one thread, then read by any. */
final class ExpectedResults {

    private final int keys;
    private final int windows;
    private final int[] counts;
    private final long[] sums;
    private int size;

    ExpectedResults(Workload workload) {
        keys = workload.keys();
        windows = workload.windows();
        counts = new int[Math.multiplyExact(keys, windows)];
        sums = new long[counts.length];
    }

    void add(int key, int window, long price) {
        int at = window * keys + key;
        if (counts[at]++ == 0) {
            size++;
        }
        sums[at] += price;
    }

    /** How many results there must be. */
    int size() {
        return size;
    }

    int windows() {
        return windows;
    }

    /** How many pairs of key and window there could be. */
    int pairs() {
        return counts.length;
    }

    /** The pair's number, or -1 for a window after the last or a key that does not exist. */
    int pair(long auction, long windowStart) {
        long key = Workload.key(auction, keys);
        long window = (windowStart - Workload.START) / Workload.WINDOW_MILLIS;
        boolean aligned = (windowStart - Workload.START) % Workload.WINDOW_MILLIS == 0;
        return key < 0 || !aligned || window < 0 || window >= windows ? -1 : (int) (window * keys + key);
    }

    boolean exists(int pair) {
        return counts[pair] > 0;
    }

    long count(int pair) {
        return counts[pair];
    }

    long sum(int pair) {
        return sums[pair];
    }

    /** The pair in words. */
    String name(int pair) {
        return "auction " + Workload.auction(pair % keys) + ", window " + pair / keys;
    }
}
