package dev.millrace.benchmarks.subscribe;

import java.util.concurrent.atomic.AtomicLongArray;

/** When each event of a round was sent, or due to be, in nanoseconds of this process. One thread sets, others read. */
final class SentTimes {

    private final AtomicLongArray nanos;

    SentTimes(int events) {
        nanos = new AtomicLongArray(events);
    }

    int events() {
        return nanos.length();
    }

    /** @param when the time of those from {@code from}, inclusive, to {@code to}, exclusive */
    void sent(int from, int to, long when) {
        for (int i = from; i < to; i++) {
            nanos.setRelease(i, when);
        }
    }

    long nanos(int event) {
        return nanos.getAcquire(event);
    }
}
