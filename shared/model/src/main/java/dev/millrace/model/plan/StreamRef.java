package dev.millrace.model.plan;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
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
 */
public record StreamRef(String stream, String topicId, int partitions, EventKey key, EventTime time) {

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
                time);
    }
}
