package dev.millrace.engine.plan;

import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.LateSpec;
import dev.millrace.model.document.NodeTree;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.step.KeyedSettings;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.Step;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What planning must know of the settings of steps that keep state. Pure. */
final class StatefulSteps {

    /** Rows say in four bits which form they have. */
    private static final int MOST_FORMS = 15;

    private StatefulSteps() {}

    /** The fields whose values, as they stand, are part of the step's group. */
    static Set<FieldPath> groupFields(Step step) {
        Set<FieldPath> fields = new HashSet<>();
        if (step.settings() instanceof KeyedSettings keyed) {
            keyed.by().forEach(group -> group.value().bareField().ifPresent(fields::add));
        }
        return fields;
    }

    /** Whether what one task reads is one group to the step, so that events stay where they are. */
    static boolean isByPartition(Step step) {
        return step.settings() instanceof KeyedSettings keyed && keyed.byPartition();
    }

    /** Whether events are spread by their groups also where these lie together already. */
    static boolean spreads(Step step) {
        return step.settings() instanceof KeyedSettings keyed && keyed.spreads();
    }

    /** Whether changes of results pass the step as they came. */
    static boolean passesChanges(Step step) {
        return step.settings() instanceof KeyedSettings keyed && keyed.passesChanges();
    }

    /** What the step groups by, for people: field or expression, in the order of the group's key; empty for one group of everything. */
    static List<String> groupNames(Step step) {
        return step.settings() instanceof KeyedSettings keyed
                ? keyed.by().stream()
                        .map(group -> group.value()
                                .bareField()
                                .map(FieldPath::toString)
                                .orElse(group.value().source()))
                        .toList()
                : List.of();
    }

    /** Where the step's late events go; empty where none can be late. */
    static Optional<String> lateStream(PipelineResource pipeline, Step step) {
        return step.settings() instanceof KeyedSettings keyed ? keyed.lateStream(pipeline.name()) : Optional.empty();
    }

    /** All late streams of a pipeline, in the order of its steps. */
    static Set<String> lateStreams(PipelineResource pipeline) {
        Set<String> streams = new LinkedHashSet<>();
        pipeline.spec().steps().forEach(step -> lateStream(pipeline, step).ifPresent(streams::add));
        return streams;
    }

    /** Whether the step tells a window's result several times without taking back the one before. */
    static boolean replacesResults(Step step) {
        return step.settings() instanceof KeyedSettings keyed && keyed.replacesResults();
    }

    /** The settings in which two steps differ, wherever in a file they stand; empty where they do the same. */
    static Set<String> differences(Step one, Step other) {
        if (!one.operator().equals(other.operator())) {
            return Set.of("operator");
        }
        Object before = settings(one);
        Object after = settings(other);
        Set<String> differences = new TreeSet<>();
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            for (Map<?, ?> each : List.of(old, now)) {
                each.keySet().stream()
                        .filter(name -> !isSame(one, (String) name, old.get(name), now.get(name)))
                        .forEach(name -> differences.add((String) name));
            }
        } else if (!Objects.equals(before, after)) {
            differences.add("settings");
        }
        return differences;
    }

    /**
     * Whether state of one form of a step can be brought into the other: they differ in which values are computed alone, and compute those that both
     * have in the same way. What was told of a row must not have to be taken back, as it was told in the old form.
     */
    static boolean canMigrate(Step before, Step after) {
        return differences(before, after).equals(Set.of("compute"))
                && before.earlier().size() < MOST_FORMS
                && !(after.settings() instanceof AggregateSettings aggregate
                        && aggregate.late().mode() == LateSpec.Mode.RETRACTING)
                && commonValuesAreSame(computations(before), computations(after));
    }

    private static boolean commonValuesAreSame(Map<?, ?> before, Map<?, ?> after) {
        return after.entrySet().stream()
                .allMatch(entry -> !before.containsKey(entry.getKey())
                        || Objects.equals(before.get(entry.getKey()), entry.getValue()));
    }

    /** Name to aggregate, as they stand in the file. */
    static Map<?, ?> computations(Step step) {
        return settings(step) instanceof Map<?, ?> all && all.get("compute") instanceof Map<?, ?> compute
                ? compute
                : Map.of();
    }

    /** Groups and computations stand in the state in their order, so the order of their names counts. */
    private static boolean isSame(Step step, String name, Object one, Object other) {
        boolean ordered = step.declaration().settings().stream()
                .anyMatch(setting -> setting.name().equals(name)
                        && (setting.form() == Form.GROUP
                                || setting.form() == Form.VALUES
                                || setting.form() == Form.DERIVATIONS
                                || setting.form() == Form.COMPUTATIONS));
        // Rows have room for what a bound needs or have not, whatever its value.
        boolean bound = step.declaration().settings().stream()
                .anyMatch(
                        setting -> setting.name().equals(name) && setting.form().isBound());
        boolean limit = step.declaration().settings().stream()
                .anyMatch(
                        setting -> setting.name().equals(name) && setting.form().isLimit());
        return limit
                || bound && one != null && other != null
                || Objects.equals(one, other)
                        && (!ordered
                                || !(one instanceof Map<?, ?> old)
                                || !(other instanceof Map<?, ?> now)
                                || List.copyOf(old.keySet()).equals(List.copyOf(now.keySet())));
    }

    private static Object settings(Step step) {
        return NodeTree.read((Map<?, ?>) step.toTree().get("value")).toPlain();
    }
}
