package dev.millrace.engine.io;

import dev.millrace.engine.changelog.SegmentCopy;
import dev.millrace.engine.changelog.StateLog;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.plan.StreamRef;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts segments that are known to be committed where the next owner finds them: now and then, of each only the newest, and less when the place
 * for copies is slow. What it leaves out the state log makes good. The worker's thread.
 */
final class SegmentCopier {

    private static final Logger log = LoggerFactory.getLogger(SegmentCopier.class);
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MAX_IN_FLIGHT_BYTES = 4 << 20;
    private static final long MAX_WAITING_BYTES = 16 << 20;

    private record Place(int task, int segment) {}

    private final StateCopies copies;
    private final StreamRef stateLog;
    private final StageClock clock;
    private final Map<Place, SegmentCopy> waiting = new LinkedHashMap<>();
    private final AtomicLong inFlightBytes = new AtomicLong();
    private long waitingBytes;
    private long lastNanos;
    private boolean warned;

    /** @param stateLog null for a stage without state */
    SegmentCopier(StateCopies copies, StreamRef stateLog, StageClock clock) {
        this.copies = copies;
        this.stateLog = stateLog;
        this.clock = clock;
        this.lastNanos = clock.nanos();
    }

    /** Whether the next commit's bases are wanted: a small state is restored from its log as fast. */
    boolean wants(KeyedState state) {
        return state.bytes() >= copies.leastBytes() && copies.areKept();
    }

    /** These bases are committed, at these offsets of the log. */
    void committed(int task, List<StateLog.Base> bases, long[] offsets) {
        long now = clock.wall().millis();
        for (StateLog.Base base : bases) {
            SegmentCopy copy = new SegmentCopy(stateLog.topicId(), offsets[base.record()], now, base.rows());
            // Behind the others again, or what changes most would always go first.
            forget(waiting.remove(new Place(task, base.segment())));
            waiting.put(new Place(task, base.segment()), copy);
            waitingBytes += copy.rows().length;
        }
        Iterator<SegmentCopy> oldest = waiting.values().iterator();
        while (waitingBytes > MAX_WAITING_BYTES) {
            forget(oldest.next());
            oldest.remove();
        }
    }

    private void forget(SegmentCopy copy) {
        waitingBytes -= copy == null ? 0 : copy.rows().length;
    }

    /** Puts what waits, if it is time to. Does not block. */
    void turn(long nowNanos) {
        if (waiting.isEmpty() || nowNanos - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = nowNanos;
        Iterator<Map.Entry<Place, SegmentCopy>> oldest = waiting.entrySet().iterator();
        while (oldest.hasNext() && inFlightBytes.get() < MAX_IN_FLIGHT_BYTES) {
            Map.Entry<Place, SegmentCopy> next = oldest.next();
            oldest.remove();
            forget(next.getValue());
            put(next.getKey(), next.getValue());
        }
    }

    private void put(Place place, SegmentCopy copy) {
        int bytes = copy.rows().length;
        inFlightBytes.addAndGet(bytes);
        copies.put(stateLog.stream(), place.task(), place.segment(), copy).whenComplete((kept, error) -> {
            inFlightBytes.addAndGet(-bytes);
            if (error != null && !warned) {
                warned = true;
                log.warn("copies of {} are not kept, its log is all there is: {}", stateLog.stream(), error.toString());
            }
        });
    }

    /** The task has another owner now. */
    void forget(int task) {
        waiting.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().task() == task;
            if (gone) {
                forget(entry.getValue());
            }
            return gone;
        });
    }
}
