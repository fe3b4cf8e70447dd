package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.JobKind;
import dev.millrace.benchmarks.compare.job.Workload;

/** Count and sum by key and window, recomputed plainly; windows that overlap from sums of what they have in common with no other. */
final class WindowSums implements ExpectedResults {

    private final Workload workload;
    private final int keys;
    private final int windows;
    private final int[] counts;
    private final long[] sums;
    private final int pieces;
    private final boolean sieved;
    private int size = -1;

    WindowSums(Workload workload) {
        this.workload = workload;
        keys = workload.keys();
        pieces = workload.kind().pieces();
        sieved = workload.kind() == JobKind.SIEVED;
        // One that begins before the first event is there, too; none that reaches past the last.
        windows = workload.windows() + pieces - 1;
        counts = new int[Math.multiplyExact(keys, windows)];
        sums = new long[counts.length];
    }

    @Override
    public void add(long event) {
        for (int window = 0; window < pieces; window++) {
            int at = (workload.window(event) + window) * keys + workload.group(event);
            counts[at]++;
            sums[at] += workload.price(event);
        }
        size = -1;
    }

    @Override
    public long size() {
        if (size < 0) {
            size = 0;
            for (int pair = 0; pair < counts.length; pair++) {
                size += exists(pair) ? 1 : 0;
            }
        }
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

    /** Whether a window reaches past the last event. */
    boolean isPastTheEnd(long windowStart) {
        return windowStart >= Workload.START + (long) (workload.windows() - pieces + 1) * Workload.WINDOW_MILLIS;
    }

    /** How many pairs of key and window there could be. */
    int pairs() {
        return counts.length;
    }

    /** The pair's number, or -1 for a window after the last or a key that does not exist. */
    int pair(long id, long windowStart) {
        long key = Workload.number(id, keys);
        long window = (windowStart - Workload.START) / Workload.WINDOW_MILLIS + pieces - 1;
        boolean aligned = (windowStart - Workload.START) % Workload.WINDOW_MILLIS == 0;
        return key < 0 || !aligned || window < 0 || window >= windows ? -1 : (int) (window * keys + key);
    }

    boolean exists(int pair) {
        return counts[pair] > 0 && pair / keys < windows - pieces + 1 && (!sieved || sums[pair] % 100 == 0);
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
