package dev.millrace.engine.io;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import java.util.EnumMap;
import java.util.Map;

/** What a task has counted since it was taken over. One thread. */
final class TaskCounts {

    long read;
    long written;
    long deadLetters;
    long late;
    final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

    /** By the ordinal of its reason. */
    final long[] evicted = new long[Eviction.values().length];

    /** What was evicted, by reason, as far as there is any. */
    Map<Eviction, Long> evicted() {
        Map<Eviction, Long> counted = new EnumMap<>(Eviction.class);
        for (Eviction reason : Eviction.values()) {
            if (evicted[reason.ordinal()] > 0) {
                counted.put(reason, evicted[reason.ordinal()]);
            }
        }
        return counted;
    }

    TaskCounts copy() {
        TaskCounts copy = new TaskCounts();
        copy.read = read;
        copy.written = written;
        copy.deadLetters = deadLetters;
        copy.late = late;
        copy.dropped.putAll(dropped);
        System.arraycopy(evicted, 0, copy.evicted, 0, evicted.length);
        return copy;
    }
}
