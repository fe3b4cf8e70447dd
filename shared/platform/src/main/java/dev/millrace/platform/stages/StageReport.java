package dev.millrace.platform.stages;

import dev.millrace.engine.io.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What a process says of one of its stages, each second, on the event bus: it may be lost, the next one replaces it.
 *
 * @param stage the generation id
 * @param instance who says it
 * @param restarts how often its workers needed new clients
 * @param tasks what its tasks did
 * @param restoring the partitions of which it restores the state just now, and how much of it has been read, 0 to 1
 */
public record StageReport(
        String stage, String instance, int restarts, List<Task> tasks, Map<TopicPartition, Double> restoring) {

    /** The event-bus address of the reports. */
    public static final String ADDRESS = "millrace.stages";

    /** In a task's form: the number of the upstream task that has come least far, -1 for none; only on the event bus. */
    public static final String HELD_BACK_BY = "heldBackByTask";

    /** The tasks whose state is being read, in a report's form. */
    public static final String RESTORING = "restoring";

    /** What bounds of the state have made go, by reason, in a task's form. */
    public static final String EVICTED = "evicted";

    /** A watermark that lets everything close, in a task's form. */
    public static final String END = "end";

    private static String watermark(long millis) {
        if (millis == Long.MIN_VALUE) {
            return null;
        }
        return millis == Long.MAX_VALUE ? END : Instant.ofEpochMilli(millis).toString();
    }

    /**
     * @param status counts since the task was taken over
     * @param readPerSecond events read in the last second
     * @param writtenPerSecond results written in the last second
     */
    public record Task(TaskStatus status, double readPerSecond, double writtenPerSecond) {

        JsonObject toJson() {
            JsonObject dropped = new JsonObject();
            status.dropped()
                    .forEach((reason, count) -> dropped.put(reason.name().toLowerCase(java.util.Locale.ROOT), count));
            JsonObject evicted = new JsonObject();
            status.evicted().forEach((reason, count) -> evicted.put(reason.word(), count));
            return new JsonObject()
                    .put("stream", status.stream())
                    .put("partition", status.partition())
                    .put("nextOffset", status.nextOffset())
                    .put("lag", status.lag() < 0 ? null : status.lag())
                    .put("read", status.read())
                    .put("written", status.written())
                    .put("deadLetters", status.deadLetters())
                    .put("late", status.late())
                    .put("dropped", dropped)
                    .put(EVICTED, evicted)
                    .put("watermark", watermark(status.time().watermarkMillis()))
                    .put("idle", status.time().idle())
                    .put("idleAdvanceMillis", status.time().idleAdvanceMillis())
                    .put(HELD_BACK_BY, status.time().heldBackBy())
                    .put("keys", status.keys())
                    .put("stateBytes", status.stateBytes())
                    .put("openWindows", status.waiting().windows())
                    .put("waitingEvents", status.waiting().events())
                    .put("oldestWindowCloses", oldest(status))
                    .put("readPerSecond", readPerSecond)
                    .put("writtenPerSecond", writtenPerSecond);
        }
    }

    private static String oldest(TaskStatus status) {
        long millis = status.waiting().oldestMillis();
        return millis == Long.MAX_VALUE
                ? null
                : java.time.Instant.ofEpochMilli(millis).toString();
    }

    /** The form on the event bus and in a pipeline's {@code status}. */
    public JsonObject toJson() {
        JsonArray list = new JsonArray();
        tasks.forEach(task -> list.add(task.toJson()));
        JsonArray restored = new JsonArray();
        restoring.forEach((partition, share) -> restored.add(new JsonObject()
                .put("stream", partition.topic())
                .put("partition", partition.partition())
                .put("share", Math.floor(share * 100) / 100)));
        return new JsonObject()
                .put("stage", stage)
                .put("instance", instance)
                .put("restarts", restarts)
                .put("tasks", list)
                .put(RESTORING, restored);
    }
}
