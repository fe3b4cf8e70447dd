package dev.millrace.benchmarks.push;

import dev.millrace.benchmarks.load.Histogram;

/**
 * What came of one round. A value.
 *
 * @param answered requests answered with 200; there were no others
 * @param latency from the write of a request to the end of its answer
 */
record PushFigures(long answered, double seconds, Histogram latency) {

    double perSecond() {
        return answered / seconds;
    }
}
