package dev.millrace.benchmarks.load;

import java.util.Arrays;

/** One figure of several rounds. One thread. */
public final class Series {

    private double[] values = {};

    public void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    /** The middle one, of an even number the upper of both; NaN when there are none. */
    public double median() {
        return at(values.length / 2);
    }

    public double least() {
        return at(0);
    }

    public double most() {
        return at(values.length - 1);
    }

    private double at(int rank) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[rank];
    }
}
