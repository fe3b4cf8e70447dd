package dev.millrace.model.plan;

import dev.millrace.model.step.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of steps that one service does on one key: what a consumer group works on.
 *
 * @param id the generation id, {@code millrace.<pipeline>_<step>_<generation>}: group id and prefix of transactional ids
 * @param home the service that runs it
 * @param inputs the streams it reads
 * @param steps what it does, in order; may be empty
 * @param keyed what makes it stateful; null for a stage of pure steps
 * @param rekey a stateful step of the next stage, by whose groups this one spreads its results; null where results keep their key
 * @param output where results go
 * @param deadLetter where events go that failed
 * @param delivery what a kill may do
 * @param commitIntervalMillis how long what was done may wait for its commit
 */
public record Stage(
        String id,
        String home,
        List<StreamRef> inputs,
        List<Step> steps,
        KeyedPart keyed,
        Step rekey,
        StreamRef output,
        StreamRef deadLetter,
        Delivery delivery,
        long commitIntervalMillis) {

    public Stage {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        if (keyed != null && inputs.size() != 1) {
            throw new IllegalArgumentException("a stateful stage has one input");
        }
    }

    /** How many tasks the stage has: one for each partition of each input. */
    public int tasks() {
        return inputs.stream().mapToInt(StreamRef::partitions).sum();
    }

    /** The number, from 0, of the task of one partition of one input. */
    public int task(String stream, int partition) {
        int before = 0;
        for (StreamRef input : inputs) {
            if (input.stream().equals(stream)) {
                return before + partition;
            }
            before += input.partitions();
        }
        throw new IllegalArgumentException("stage " + id + " does not read " + stream);
    }

    /** The step that keeps state, if one does. */
    public Optional<Step> statefulStep() {
        return keyed == null ? Optional.empty() : Optional.of(steps.get(keyed.step()));
    }

    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", id);
        tree.put("home", home);
        tree.put("inputs", inputs.stream().map(StreamRef::toTree).toList());
        tree.put("steps", steps.stream().map(Step::toTree).toList());
        if (keyed != null) {
            tree.put("keyed", keyed.toTree());
        }
        if (rekey != null) {
            tree.put("rekey", rekey.toTree());
        }
        tree.put("output", output.toTree());
        tree.put("deadLetter", deadLetter.toTree());
        tree.put("delivery", delivery.word());
        tree.put("commitIntervalMillis", commitIntervalMillis);
        return tree;
    }

    /** Reads what {@link #toTree} gave, also in the first format, which knew neither state nor delivery. */
    @SuppressWarnings("unchecked")
    public static Stage fromTree(Map<String, Object> tree) {
        return new Stage(
                (String) tree.get("id"),
                (String) tree.get("home"),
                ((List<Map<String, Object>>) tree.get("inputs"))
                        .stream().map(StreamRef::fromTree).toList(),
                ((List<Map<String, Object>>) tree.get("steps"))
                        .stream().map(Step::fromTree).toList(),
                tree.get("keyed") instanceof Map<?, ?> keyed ? KeyedPart.fromTree((Map<String, Object>) keyed) : null,
                tree.get("rekey") instanceof Map<?, ?> rekey ? Step.fromTree(rekey) : null,
                StreamRef.fromTree((Map<String, Object>) tree.get("output")),
                StreamRef.fromTree((Map<String, Object>) tree.get("deadLetter")),
                tree.get("delivery") instanceof String word ? Delivery.of(word) : Delivery.EXACTLY_ONCE,
                ((Number) tree.get("commitIntervalMillis")).longValue());
    }
}
