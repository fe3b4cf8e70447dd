package dev.millrace.model.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What services execute: computed once when a pipeline is applied, stored beside it, never derived again.
 *
 * @param pipeline the pipeline's name
 * @param generation counts the pipeline's changes, from 1
 * @param stages in the order events pass them
 */
public record Plan(String pipeline, int generation, List<Stage> stages) {

    /** The version of the stored form that this class writes; it reads the ones before, too. */
    public static final int FORMAT = 2;

    public Plan {
        stages = List.copyOf(stages);
    }

    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", (long) FORMAT);
        tree.put("pipeline", pipeline);
        tree.put("generation", (long) generation);
        tree.put("stages", stages.stream().map(Stage::toTree).toList());
        return tree;
    }

    /**
     * Reads what {@link #toTree} gave.
     *
     * @throws IllegalArgumentException with a sentence when the form is newer than this version
     */
    @SuppressWarnings("unchecked")
    public static Plan fromTree(Map<String, Object> tree) {
        int format = ((Number) tree.get("format")).intValue();
        if (format > FORMAT) {
            throw new IllegalArgumentException("the plan of pipeline " + tree.get("pipeline") + " has format " + format
                    + "; this version reads up to format " + FORMAT + ": start a newer Millrace");
        }
        return new Plan(
                (String) tree.get("pipeline"),
                ((Number) tree.get("generation")).intValue(),
                ((List<Map<String, Object>>) tree.get("stages"))
                        .stream().map(Stage::fromTree).toList());
    }
}
