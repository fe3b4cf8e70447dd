package dev.millrace.model.plan;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.resource.WatermarkSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream as a plan names it, with all that a task must know of it.
 *
 * @param stream the stream's name, which is its topic's
 * @param topicId the topic's id when the plan was made: a topic created again under the name is another one
 * @param partitions how many the topic has
 * @param key how records are keyed; null where the stream has no key of its own
 * @param time where events carry their time; null where arrival is their time
 * @param watermark how time comes on, for readers of a stream that anybody may write
 * @param writers how many tasks write it, where one stage alone does: its markers then say how far time has come; otherwise 0
 */
public record StreamRef(
        String stream,
        String topicId,
        int partitions,
        EventKey key,
        EventTime time,
        WatermarkSpec watermark,
        int writers) {

    /** A stream with the default watermark, that anybody may write. */
    public StreamRef(String stream, String topicId, int partitions, EventKey key, EventTime time) {
        this(
                stream,
                topicId,
                partitions,
                key,
                time,
                time == null ? WatermarkSpec.byArrival() : WatermarkSpec.byTimestamp(),
                0);
    }

    /** The same stream, written by one stage alone, whose tasks say in band how far time has come. */
    public StreamRef writtenBy(int tasks) {
        return new StreamRef(stream, topicId, partitions, key, time, watermark, tasks);
    }

    /** The same stream, its topic known. */
    public StreamRef withTopicId(String id) {
        return new StreamRef(stream, id, partitions, key, time, watermark, writers);
    }

    /** As a tree for storing. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("stream", stream);
        tree.put("topicId", topicId);
        tree.put("partitions", (long) partitions);
        if (key != null) {
            tree.put("key", key.fields().stream().map(FieldPath::toString).toList());
        }
        if (time != null) {
            tree.put("time", Map.of("field", time.field().toString(), "format", time.format()));
        }
        tree.put(
                "watermark",
                Map.of(
                        "maxDelayMillis", watermark.maxDelay().toMillis(),
                        "idleAfterMillis", watermark.idleAfter().toMillis(),
                        "maxAheadMillis", watermark.maxAhead().toMillis(),
                        "advanceWhenIdle", watermark.advanceWhenIdle()));
        if (writers > 0) {
            tree.put("writers", (long) writers);
        }
        return tree;
    }

    /** Reads what {@link #toTree} gave. */
    public static StreamRef fromTree(Map<String, Object> tree) {
        EventKey key = tree.get("key") instanceof List<?> fields
                ? new EventKey(
                        fields.stream().map(f -> FieldPath.parse((String) f)).toList())
                : null;
        EventTime time = tree.get("time") instanceof Map<?, ?> at
                ? new EventTime(FieldPath.parse((String) at.get("field")), (String) at.get("format"))
                : null;
        return new StreamRef(
                (String) tree.get("stream"),
                (String) tree.get("topicId"),
                ((Number) tree.get("partitions")).intValue(),
                key,
                time,
                tree.get("watermark") instanceof Map<?, ?> watermark
                        ? watermark(watermark)
                        : time == null ? WatermarkSpec.byArrival() : WatermarkSpec.byTimestamp(),
                tree.get("writers") instanceof Number writers ? writers.intValue() : 0);
    }

    private static WatermarkSpec watermark(Map<?, ?> tree) {
        return new WatermarkSpec(
                millis(tree, "maxDelayMillis"),
                millis(tree, "idleAfterMillis"),
                millis(tree, "maxAheadMillis"),
                (Boolean) tree.get("advanceWhenIdle"));
    }

    private static Duration millis(Map<?, ?> tree, String name) {
        return Duration.ofMillis(((Number) tree.get(name)).longValue());
    }
}
