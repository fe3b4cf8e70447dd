package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.Workload;

/** Count and sum by key and window, recomputed plainly. */
final class WindowSums implements ExpectedResults {

    private final Workload workload;
    private final int keys;
    private final int windows;
    private final int[] counts;
    private final long[] sums;
    private int size;

    WindowSums(Workload workload) {
        this.workload = workload;
        keys = workload.keys();
        windows = workload.windows();
        counts = new int[Math.multiplyExact(keys, windows)];
        sums = new long[counts.length];
    }

    @Override
    public void add(long event) {
        int at = workload.window(event) * keys + workload.group(event);
        if (counts[at]++ == 0) {
            size++;
        }
        sums[at] += workload.price(event);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ResultCheck check() {
        return new WindowCheck(this);
    }

    /** The field whose values have results. */
    String group() {
        return workload.kind().group();
    }

    int windows() {
        return windows;
    }

    /** How many pairs of key and window there could be. */
    int pairs() {
        return counts.length;
    }

    /** The pair's number, or -1 for a window after the last or a key that does not exist. */
    int pair(long id, long windowStart) {
        long key = Workload.number(id, keys);
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
        return group() + " " + Workload.id(pair % keys) + ", window " + pair / keys;
    }
}
