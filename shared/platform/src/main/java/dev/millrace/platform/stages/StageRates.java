package dev.millrace.platform.stages;

import dev.millrace.engine.io.TaskStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rates from two looks at counters that only grow. One thread. */
final class StageRates {

    private record Seen(long read, long written, long nanos) {}

    private final Map<String, Seen> last = new HashMap<>();

    /** The tasks with their rates since the last call; a task not seen before has none. */
    List<StageReport.Task> next(List<TaskStatus> tasks, long nowNanos) {
        return tasks.stream().map(task -> rate(task, nowNanos)).toList();
    }

    private StageReport.Task rate(TaskStatus task, long nowNanos) {
        Seen before = last.put(task.stream() + "/" + task.partition(), new Seen(task.read(), task.written(), nowNanos));
        if (before == null || task.read() < before.read || nowNanos == before.nanos) {
            return new StageReport.Task(task, 0, 0);
        }
        double seconds = (nowNanos - before.nanos) / 1e9;
        return new StageReport.Task(
                task,
                perSecond(task.read() - before.read, seconds),
                perSecond(task.written() - before.written, seconds));
    }

    private static double perSecond(long events, double seconds) {
        return Math.round(events / seconds * 10) / 10.0;
    }
}
