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
import java.util.stream.Stream;

/** A plan in a form for people: as a tree for programs and as a picture of one line a stage. Stateless; any thread. */
public final class Explanation {

    private Explanation() {}

    /** Stages, topics, keys, state, fusion and tasks of a plan. */
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
        tree.put("kind", kind(stage));
        tree.put("inputs", stage.inputs().stream().map(Explanation::topic).toList());
        tree.put("steps", steps(stage));
        tree.put("key", stage.statefulStep().map(Explanation::group).orElse(null));
        tree.put("state", stage.keyed() == null ? "none" : "kept in " + stage.keyed().stateLog().stream());
        tree.put("tasks", tasks(stage));
        tree.put("output", topic(stage.output()));
        if (stage.rekey() != null) {
            tree.put("outputKey", group(stage.rekey()));
        }
        tree.put("deadLetters", topic(stage.deadLetter()));
        if (stage.keyed() != null && stage.keyed().late() != null) {
            tree.put("late", topic(stage.keyed().late()));
        }
        tree.put("delivery", stage.delivery().word());
        tree.put("commitIntervalMillis", stage.commitIntervalMillis());
        return tree;
    }

    /** {@code keyed} with state, {@code rekey} where it only spreads events by the groups of the next stage, else {@code pure}. */
    private static String kind(Stage stage) {
        if (stage.keyed() != null) {
            return "keyed";
        }
        return stage.rekey() == null ? "pure" : "rekey";
    }

    private static List<String> group(Step step) {
        return StatefulSteps.groupNames(step);
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
        if (ref.writers() > 0) {
            tree.put("writers", (long) ref.writers());
        }
        return tree;
    }

    private static String picture(Plan plan) {
        StringBuilder picture = new StringBuilder();
        for (Stage stage : plan.stages()) {
            picture.append(stage.inputs().stream().map(Explanation::sized).collect(Collectors.joining(" + ")))
                    .append(" -> [")
                    .append(stage.home())
                    .append(": ")
                    .append(work(stage))
                    .append("] -> ")
                    .append(sized(stage.output()))
                    .append('\n');
        }
        return picture.toString();
    }

    private static String work(Stage stage) {
        Stream<String> steps = stage.steps().stream().map(Step::id);
        Stream<String> spread =
                stage.rekey() == null ? Stream.empty() : Stream.of("repartition by " + spread(stage.rekey()));
        return Stream.concat(steps, spread).collect(Collectors.joining(" | "));
    }

    private static String spread(Step stateful) {
        if (StatefulSteps.isByPartition(stateful)) {
            return "the key they have";
        }
        List<String> names = group(stateful);
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    private static String sized(StreamRef ref) {
        return ref.stream() + "(" + ref.partitions() + ")";
    }
}
