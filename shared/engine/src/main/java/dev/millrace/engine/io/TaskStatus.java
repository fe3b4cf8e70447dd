package dev.millrace.engine.io;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.time.TimeStatus;
import java.util.Map;

/**
 * What a task has done since it was taken over, and how it stands. Immutable.
 *
 * @param stream the input stream
 * @param partition its partition
 * @param nextOffset what is read next
 * @param lag events (and transaction markers) that wait; -1 while unknown
 * @param read events read
 * @param written results written
 * @param deadLetters events that failed
 * @param late events that came too late
 * @param dropped events that ended at a step, by reason
 * @param evicted rows of state that went before their time, by the bound that made them; reasons without any are missing
 * @param time how far event time has come
 * @param keys rows of state
 * @param stateBytes bytes of keys and values in them
 * @param waiting what is held back until its time comes
 */
public record TaskStatus(
        String stream,
        int partition,
        long nextOffset,
        long lag,
        long read,
        long written,
        long deadLetters,
        long late,
        Map<DropReason, Long> dropped,
        Map<Eviction, Long> evicted,
        TimeStatus time,
        long keys,
        long stateBytes,
        Waiting waiting) {

    public TaskStatus {
        dropped = Map.copyOf(dropped);
        evicted = Map.copyOf(evicted);
    }
}
