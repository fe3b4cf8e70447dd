package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.Workload;
import java.util.HashMap;
import java.util.Map;

/** Count and sum by key and session, recomputed plainly from events in the order of their time. */
final class SessionSums implements ExpectedResults {

    /** What is expected of a session. */
    record Sums(long count, long sum) {}

    private final Workload workload;
    private final long gapMillis;
    private final long[] start;
    private final long[] last;
    private final long[] count;
    private final long[] sum;
    private final Map<Long, Sums> sessions = new HashMap<>();
    private boolean ended;

    SessionSums(Workload workload) {
        this.workload = workload;
        gapMillis = workload.gapMillis();
        start = new long[workload.keys()];
        last = new long[workload.keys()];
        count = new long[workload.keys()];
        sum = new long[workload.keys()];
    }

    @Override
    public void add(long event) {
        int key = workload.key(event);
        long time = workload.time(event);
        if (count[key] > 0 && time - last[key] > gapMillis) {
            end(key);
        }
        if (count[key]++ == 0) {
            start[key] = time;
        }
        last[key] = time;
        sum[key] += workload.price(event);
    }

    private void end(int key) {
        sessions.put(name(key, start[key]), new Sums(count[key], sum[key]));
        count[key] = 0;
        sum[key] = 0;
    }

    private long name(long key, long startMillis) {
        return (startMillis - Workload.START) * workload.keys() + key;
    }

    private void endAll() {
        for (int key = 0; key < count.length && !ended; key++) {
            if (count[key] > 0) {
                end(key);
            }
        }
        ended = true;
    }

    @Override
    public long size() {
        endAll();
        return sessions.size();
    }

    @Override
    public ResultCheck check() {
        endAll();
        return new SessionCheck(this);
    }

    /** The session of that key and start; null where there is none. */
    Sums of(long id, long startMillis) {
        long key = Workload.number(id, workload.keys());
        return key < 0 ? null : sessions.get(name(key, startMillis));
    }

    /** A name for it, unlike that of any other. */
    long nameOf(long id, long startMillis) {
        return name(Workload.number(id, workload.keys()), startMillis);
    }

    /** Whether a session begins past the last event. */
    boolean isPastTheEnd(long startMillis) {
        return startMillis >= Workload.START + workload.windows() * Workload.WINDOW_MILLIS;
    }
}
