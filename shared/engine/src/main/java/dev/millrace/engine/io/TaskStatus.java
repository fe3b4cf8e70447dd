package dev.millrace.engine.io;

import dev.millrace.engine.operator.DropReason;
import java.util.Map;

/**
 * What a task has done since it was taken over. Immutable.
 *
 * @param stream the input stream
 * @param partition its partition
 * @param nextOffset what is read next
 * @param lag events (and transaction markers) that wait; -1 while unknown
 * @param read events read
 * @param written results written
 * @param deadLetters events that failed
 * @param dropped events that ended at a step, by reason
 */
public record TaskStatus(
        String stream,
        int partition,
        long nextOffset,
        long lag,
        long read,
        long written,
        long deadLetters,
        Map<DropReason, Long> dropped) {

    public TaskStatus {
        dropped = Map.copyOf(dropped);
    }
}
