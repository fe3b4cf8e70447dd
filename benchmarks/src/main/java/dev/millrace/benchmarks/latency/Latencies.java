package dev.millrace.benchmarks.latency;

import java.util.Arrays;

/** Latencies of one round, in milliseconds. Thread-safe. */
final class Latencies {

    private double[] values = new double[1 << 16];
    private int size;

    /** @param sentNanos as {@link System#nanoTime} gave it in this process */
    synchronized void since(long sentNanos) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = (System.nanoTime() - sentNanos) / 1e6;
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
