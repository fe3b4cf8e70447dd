package dev.millrace.model.plan;

import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What makes a stage stateful. Such a stage has exactly one input, and as many tasks as that has partitions.
 *
 * @param step which of the stage's steps keeps the state, from 0; the ones before it see events, the ones after it results
 * @param stateLog the changelog; as many partitions as the stage has tasks
 * @param late where events go that come too late; null where none can be
 * @param time how window times are written; null for epoch milliseconds
 */
public record KeyedPart(int step, StreamRef stateLog, StreamRef late, EventTime time) {

    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("step", (long) step);
        tree.put("stateLog", stateLog.toTree());
        if (late != null) {
            tree.put("late", late.toTree());
        }
        if (time != null) {
            tree.put("time", Map.of("field", time.field().toString(), "format", time.format()));
        }
        return tree;
    }

    @SuppressWarnings("unchecked")
    public static KeyedPart fromTree(Map<String, Object> tree) {
        return new KeyedPart(
                ((Number) tree.get("step")).intValue(),
                StreamRef.fromTree((Map<String, Object>) tree.get("stateLog")),
                tree.get("late") instanceof Map<?, ?> late ? StreamRef.fromTree((Map<String, Object>) late) : null,
                tree.get("time") instanceof Map<?, ?> time
                        ? new EventTime(FieldPath.parse((String) time.get("field")), (String) time.get("format"))
                        : null);
    }
}
