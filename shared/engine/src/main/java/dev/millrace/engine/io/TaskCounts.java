package dev.millrace.engine.io;

import dev.millrace.engine.operator.DropReason;
import java.util.EnumMap;
import java.util.Map;

/** What a task has counted since it was taken over. One thread. */
final class TaskCounts {

    long read;
    long written;
    long deadLetters;
    long late;
    final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

    TaskCounts copy() {
        TaskCounts copy = new TaskCounts();
        copy.read = read;
        copy.written = written;
        copy.deadLetters = deadLetters;
        copy.late = late;
        copy.dropped.putAll(dropped);
        return copy;
    }
}
