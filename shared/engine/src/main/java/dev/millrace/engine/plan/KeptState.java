package dev.millrace.engine.plan;

import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The state of the generation before: which of the next one's steps go on with it. State belongs to the stateful step; what stands before
 * and after it may change. One plan, one thread.
 */
final class KeptState {

    private static final String RESET = "; apply with ?reset=true to begin anew with empty state";

    private final Plan before;
    private final Set<String> kept = new HashSet<>();

    /** @param before the plan that runs; null where nothing is to be kept */
    KeptState(Plan before) {
        this.before = before;
    }

    /**
     * The stage of the generation before whose state a step takes over; empty where that had no such step.
     *
     * @param input what the step would read: the stream itself, or its repartition topic, whose name and id are left open
     * @throws StateLostException when that stage's state does not fit the step any more
     */
    Optional<Stage> of(Step step, StreamRef input, boolean direct) throws StateLostException {
        Optional<Stage> found = stages(before)
                .filter(stage -> stage.statefulStep().orElseThrow().id().equals(step.id()))
                .findFirst();
        if (found.isPresent()) {
            Stage stage = found.get();
            Set<String> differences =
                    StatefulSteps.differences(stage.statefulStep().orElseThrow(), step);
            if (!differences.isEmpty()
                    && !StatefulSteps.canMigrate(stage.statefulStep().orElseThrow(), step)) {
                throw lost(step.id(), "its " + String.join(", ", differences) + " changed");
            }
            refuseOtherInput(step, stage, input, direct);
            kept.add(step.id());
        }
        return found;
    }

    /** The steps, those with state knowing in which forms rows of the generation before may be. */
    List<Step> withEarlier(List<Step> steps) {
        return steps.stream().map(this::withEarlier).toList();
    }

    private Step withEarlier(Step step) {
        Optional<Step> found = stages(before)
                .map(stage -> stage.statefulStep().orElseThrow())
                .filter(old -> old.id().equals(step.id()) && old.operator().equals(step.operator()))
                .findFirst();
        if (found.isEmpty()) {
            return step;
        }
        Step old = found.get();
        if (StatefulSteps.differences(old, step).isEmpty()) {
            return step.withEarlier(old.earlier());
        } else if (StatefulSteps.canMigrate(old, step)) {
            List<Step> forms = new ArrayList<>(old.earlier());
            forms.add(old.withEarlier(List.of()));
            return step.withEarlier(forms);
        }
        return step;
    }

    private static void refuseOtherInput(Step step, Stage stage, StreamRef input, boolean direct)
            throws StateLostException {
        StreamRef old = stage.inputs().get(0);
        boolean wasDirect = !InternalTopics.isRepartition(stage, old);
        if (wasDirect && direct && !old.topicId().equals(input.topicId())) {
            throw lost(step.id(), "it would read the stream " + input.stream() + " instead of " + old.stream());
        } else if (wasDirect && !direct) {
            throw lost(
                    step.id(),
                    "its events would be spread anew by their group, while its state is spread like the stream "
                            + old.stream());
        } else if (!wasDirect && direct) {
            throw lost(
                    step.id(),
                    "it would read the stream " + input.stream()
                            + " as it is, while its state is spread by its own groups");
        } else if (!direct && old.partitions() != input.partitions()) {
            throw lost(
                    step.id(),
                    "its groups would be spread over " + input.partitions() + " partitions instead of "
                            + old.partitions());
        }
    }

    /**
     * To be called when all steps of the next generation were asked for.
     *
     * @throws StateLostException when a step is gone
     */
    void refuseLoss() throws StateLostException {
        Set<String> gone = stages(before)
                .map(stage -> stage.statefulStep().orElseThrow().id())
                .filter(id -> !kept.contains(id))
                .collect(Collectors.toSet());
        if (!gone.isEmpty()) {
            throw lost(String.join(", ", gone), "there is no such step any more");
        }
    }

    private static Stream<Stage> stages(Plan plan) {
        return plan == null ? Stream.empty() : plan.stages().stream().filter(stage -> stage.keyed() != null);
    }

    private static StateLostException lost(String step, String why) {
        return new StateLostException("the state of step \"" + step + "\" cannot be kept: " + why + RESET);
    }
}
