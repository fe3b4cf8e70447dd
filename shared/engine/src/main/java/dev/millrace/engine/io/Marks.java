package dev.millrace.engine.io;

import dev.millrace.engine.io.delivery.OutputRecords;
import dev.millrace.engine.io.delivery.Outputs;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
import dev.millrace.model.plan.StreamRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the readers of a stage's output, in band, how far its tasks' time has come: to every partition, as the last record of a commit, at
 * most ten rounds a second; that a task is awake again goes before its first result. The worker's thread only.
 */
final class Marks {

    private static final long ROUND_NANOS = 100_000_000L;

    private final StreamRef output;
    private final OutputRecords records;
    private final Outputs outputs;
    private final Map<Integer, Entry> told = new HashMap<>();
    private final Map<Integer, Entry> committed = new HashMap<>();
    private final Map<Integer, Entry> underWay = new HashMap<>();
    private long lastRoundNanos;

    Marks(StreamRef output, OutputRecords records, Outputs outputs, StageClock clock) {
        this.output = output;
        this.records = records;
        this.outputs = outputs;
        this.lastRoundNanos = clock.nanos() - ROUND_NANOS;
    }

    private boolean isWanted() {
        return output.writers() > 0;
    }

    /** Whether there is something to tell and it is time to. */
    boolean isDue(Collection<StageTask> tasks, long nowNanos) {
        return isWanted()
                && nowNanos - lastRoundNanos >= ROUND_NANOS
                && !news(tasks).isEmpty();
    }

    private List<Entry> news(Collection<StageTask> tasks) {
        List<Entry> news = new ArrayList<>();
        for (StageTask task : tasks) {
            Entry entry = task.mark();
            Entry before = told.get(entry.task());
            if (!entry.equals(before)) {
                news.add(entry);
            }
        }
        return news;
    }

    /** Tells what is new, if it is time to. */
    void round(Collection<StageTask> tasks, long nowNanos) {
        if (isDue(tasks, nowNanos)) {
            List<Entry> news = news(tasks);
            // What readers are told must not be forgotten by a restart.
            tasks.stream()
                    .filter(task -> news.stream().anyMatch(entry -> entry.task() == task.number()))
                    .forEach(StageTask::told);
            send(news);
            lastRoundNanos = nowNanos;
        }
    }

    /** Before a task that was idle, or of which this worker has told nothing yet, gives its first result. */
    void wake(StageTask task) {
        if (!isWanted()) {
            return;
        }
        Entry last = told.get(task.number());
        if (last == null || last.status() == Status.IDLE) {
            send(List.of(new Entry(task.number(), Status.ACTIVE, task.mark().watermarkMillis())));
        }
    }

    /** In how many nanoseconds a round is due; the most there is when there is nothing to tell. */
    long nanosUntilDue(Collection<StageTask> tasks, long nowNanos) {
        return isWanted() && !news(tasks).isEmpty() ? lastRoundNanos + ROUND_NANOS - nowNanos : Long.MAX_VALUE;
    }

    /** The task has another owner now. */
    void forget(int task) {
        told.remove(task);
        underWay.remove(task);
        committed.remove(task);
    }

    private void send(List<Entry> entries) {
        byte[] marker = new WatermarkMarker(entries).encode();
        for (int partition = 0; partition < output.partitions(); partition++) {
            outputs.send(records.marker(partition, marker));
        }
        entries.forEach(entry -> told.put(entry.task(), entry));
    }

    /** What was told belongs to a commit that begins. */
    void committing() {
        underWay.clear();
        underWay.putAll(told);
    }

    void committed() {
        committed.clear();
        committed.putAll(underWay);
    }

    void undone() {
        told.clear();
        told.putAll(committed);
    }
}
