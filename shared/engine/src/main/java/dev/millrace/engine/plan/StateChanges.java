package dev.millrace.engine.plan;

import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.resource.StartAt;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What becomes of the state of each step when a pipeline gets another plan, for people. Pure. */
public final class StateChanges {

    private StateChanges() {}

    /**
     * One entry for each step with state, {@code {"step", "becomes", "why"}}, in the order of the plan; then those that are gone.
     *
     * @param before the plan that runs; null for a new pipeline
     * @param start where the pipeline starts to read when it begins anew
     */
    public static List<Object> tree(Plan next, Plan before, StartAt start) {
        List<Object> changes = new ArrayList<>();
        for (Stage stage : keyed(next)) {
            Step step = stage.statefulStep().orElseThrow();
            Optional<Stage> old = before == null ? Optional.empty() : of(before, step.id());
            changes.add(old.isEmpty() ? entry(step.id(), "new", "it begins empty") : entry(stage, old.get(), start));
        }
        if (before != null) {
            keyed(before).stream()
                    .map(stage -> stage.statefulStep().orElseThrow().id())
                    .filter(id -> of(next, id).isEmpty())
                    .forEach(id -> changes.add(entry(id, "dropped", "there is no such step any more")));
        }
        return changes;
    }

    private static Object entry(Stage next, Stage before, StartAt start) {
        Step step = next.statefulStep().orElseThrow();
        Step old = before.statefulStep().orElseThrow();
        if (!next.keyed().stateLog().topicId().equals(before.keyed().stateLog().topicId())) {
            return start.kind() == StartAt.Kind.LATEST
                    ? entry(step.id(), "reset", "it begins empty with what comes from now on")
                    : entry(step.id(), "rebuilt", "it is computed anew from what is read from " + start.text() + " on");
        } else if (step.earlier().size() > old.earlier().size()) {
            return entry(step.id(), "migrated", migrated(old, step));
        }
        return entry(step.id(), "kept", "it goes on where the generation before stopped");
    }

    private static String migrated(Step old, Step step) {
        TreeSet<String> begun = names(step);
        begun.removeAll(names(old));
        TreeSet<String> gone = names(old);
        gone.removeAll(names(step));
        List<String> sentences = new ArrayList<>();
        if (!begun.isEmpty()) {
            sentences.add(String.join(", ", begun) + (begun.size() == 1 ? " begins" : " begin")
                    + " empty in windows that are open, with the events that come from now on");
        }
        if (!gone.isEmpty()) {
            sentences.add(String.join(", ", gone) + (gone.size() == 1 ? " is" : " are") + " forgotten");
        }
        sentences.add("all else goes on");
        return String.join("; ", sentences);
    }

    private static TreeSet<String> names(Step step) {
        TreeSet<String> names = new TreeSet<>();
        StatefulSteps.computations(step).keySet().forEach(name -> names.add((String) name));
        return names;
    }

    private static Object entry(String step, String becomes, String why) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("step", step);
        entry.put("becomes", becomes);
        entry.put("why", why);
        return entry;
    }

    private static List<Stage> keyed(Plan plan) {
        return plan.stages().stream().filter(stage -> stage.keyed() != null).toList();
    }

    private static Optional<Stage> of(Plan plan, String step) {
        return keyed(plan).stream()
                .filter(stage -> stage.statefulStep().orElseThrow().id().equals(step))
                .findFirst();
    }
}
