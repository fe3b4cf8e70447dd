package dev.millrace.benchmarks.subscribe;

import java.util.concurrent.atomic.AtomicLongArray;

/** When each event of a round was sent. One thread sets, others read. */
final class SentTimes {

    private final AtomicLongArray nanos;

    SentTimes(int events) {
        nanos = new AtomicLongArray(events);
    }

    int events() {
        return nanos.length();
    }

    void sent(int from, int to) {
        long now = System.nanoTime();
        for (int i = from; i < to; i++) {
            nanos.setRelease(i, now);
        }
    }

    long nanos(int event) {
        return nanos.getAcquire(event);
    }
}
