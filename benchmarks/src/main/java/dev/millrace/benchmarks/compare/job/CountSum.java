package dev.millrace.benchmarks.compare.job;

import java.io.Serializable;

/** The accumulator of Kafka Streams and Flink; public fields and constructor make it a Flink POJO. One thread. */
public final class CountSum implements Serializable {

    private static final long serialVersionUID = 1L;

    /** How many bids. */
    public long count;
    /** What they bid together. */
    public long sum;

    /** Nothing yet. */
    public CountSum() {}

    CountSum add(long price) {
        count++;
        sum += price;
        return this;
    }

    CountSum add(CountSum other) {
        count += other.count;
        sum += other.sum;
        return this;
    }
}
