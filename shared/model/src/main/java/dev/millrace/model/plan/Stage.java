package dev.millrace.model.plan;

import dev.millrace.model.step.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of steps that one service does on one key: what a consumer group works on.
 *
 * @param id the generation id, {@code millrace.<pipeline>_<step>_<generation>}: group id and prefix of transactional ids
 * @param home the service that runs it
 * @param inputs the streams it reads
 * @param steps what it does, in order; may be empty
 * @param output where results go
 * @param deadLetter where events go that failed
 * @param commitIntervalMillis how long results may wait for their transaction's end
 */
public record Stage(
        String id,
        String home,
        List<StreamRef> inputs,
        List<Step> steps,
        StreamRef output,
        StreamRef deadLetter,
        long commitIntervalMillis) {

    public Stage {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
    }

    /** How many tasks the stage has: the most partitions among its inputs. */
    public int tasks() {
        return inputs.stream().mapToInt(StreamRef::partitions).max().orElse(0);
    }

    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", id);
        tree.put("home", home);
        tree.put("inputs", inputs.stream().map(StreamRef::toTree).toList());
        tree.put("steps", steps.stream().map(Step::toTree).toList());
        tree.put("output", output.toTree());
        tree.put("deadLetter", deadLetter.toTree());
        tree.put("commitIntervalMillis", commitIntervalMillis);
        return tree;
    }

    @SuppressWarnings("unchecked")
    public static Stage fromTree(Map<String, Object> tree) {
        return new Stage(
                (String) tree.get("id"),
                (String) tree.get("home"),
                ((List<Map<String, Object>>) tree.get("inputs"))
                        .stream().map(StreamRef::fromTree).toList(),
                ((List<Map<String, Object>>) tree.get("steps"))
                        .stream().map(Step::fromTree).toList(),
                StreamRef.fromTree((Map<String, Object>) tree.get("output")),
                StreamRef.fromTree((Map<String, Object>) tree.get("deadLetter")),
                ((Number) tree.get("commitIntervalMillis")).longValue());
    }
}
