package dev.millrace.benchmarks.latency;

import java.util.Arrays;

/** Latencies of one round, in milliseconds. Thread-safe. */
final class Latencies {

    private double[] values = new double[1 << 16];
    private int size;

    /** @param dueNanos when it was due to be sent, by this process's {@link System#nanoTime} */
    synchronized void since(long dueNanos) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = (System.nanoTime() - dueNanos) / 1e6;
    }

    synchronized int size() {
        return size;
    }

    /** The value that a share of all do not exceed. */
    synchronized double percentile(double share) {
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return size == 0 ? Double.NaN : sorted[Math.min(size - 1, (int) (size * share))];
    }
}
