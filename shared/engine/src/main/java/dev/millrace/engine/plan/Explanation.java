package dev.millrace.engine.plan;

import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan in a form for people: as a tree for programs and as a picture of one line a stage. */
public final class Explanation {

    private Explanation() {}

    /** Stages, topics, keys, fusion and tasks of a plan. */
    public static Map<String, Object> tree(Plan plan) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pipeline", plan.pipeline());
        tree.put("generation", (long) plan.generation());
        tree.put("picture", picture(plan));
        tree.put("stages", plan.stages().stream().map(Explanation::stage).toList());
        return tree;
    }

    private static Map<String, Object> stage(Stage stage) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", stage.id());
        tree.put("group", stage.id());
        tree.put("service", stage.home());
        tree.put("inputs", stage.inputs().stream().map(Explanation::topic).toList());
        tree.put("steps", steps(stage));
        tree.put("state", "none");
        tree.put("tasks", tasks(stage));
        tree.put("output", topic(stage.output()));
        tree.put("deadLetters", topic(stage.deadLetter()));
        tree.put("delivery", "exactly-once");
        tree.put("commitIntervalMillis", stage.commitIntervalMillis());
        return tree;
    }

    private static List<Object> steps(Stage stage) {
        List<Object> steps = new ArrayList<>();
        for (Step step : stage.steps()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("id", step.id());
            tree.put("operator", step.operator());
            tree.put("line", (long) step.line());
            steps.add(tree);
        }
        return steps;
    }

    private static List<String> tasks(Stage stage) {
        List<String> tasks = new ArrayList<>();
        for (StreamRef input : stage.inputs()) {
            for (int partition = 0; partition < input.partitions(); partition++) {
                tasks.add(input.stream() + "/" + partition);
            }
        }
        return tasks;
    }

    private static Map<String, Object> topic(StreamRef ref) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", ref.stream());
        tree.put("partitions", (long) ref.partitions());
        tree.put(
                "key",
                ref.key() == null
                        ? null
                        : ref.key().fields().stream().map(Object::toString).toList());
        return tree;
    }

    private static String picture(Plan plan) {
        StringBuilder picture = new StringBuilder();
        for (Stage stage : plan.stages()) {
            picture.append(stage.inputs().stream()
                            .map(r -> r.stream() + "(" + r.partitions() + ")")
                            .collect(Collectors.joining(" + ")))
                    .append(" -> [")
                    .append(stage.home())
                    .append(": ")
                    .append(stage.steps().stream().map(Step::id).collect(Collectors.joining(" | ")))
                    .append("] -> ")
                    .append(stage.output().stream())
                    .append("(")
                    .append(stage.output().partitions())
                    .append(")\n");
        }
        return picture.toString();
    }
}
