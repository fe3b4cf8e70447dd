package dev.millrace.engine.plan;

import dev.millrace.model.document.Problem;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a pipeline into stages. Pure: the same pipeline, generation, streams and plan before give the same plan.
 *
 * <p>Pure steps read no key, so whatever stands in a row of them is one hop through Kafka. A step with state needs all events of a group in one
 * partition: it reads the source as it is where that is so already, else a repartition topic stands in front of it. A step to which each
 * partition is a group reads one source as it is; behind several sources or another step with state, events keep their key on the topic in
 * between. The pure steps behind a step with state belong to its stage.
 */
public final class Planner {

    private Planner() {}

    /**
     * Plans a pipeline.
     *
     * @param generation from 1; part of every name that must not be shared with an earlier form of the pipeline
     * @param streams the streams it reads and writes
     * @param before the plan whose state goes on; null for a new pipeline, or one that begins anew
     * @throws StateLostException when the state of the plan before cannot go on
     */
    public static Plan plan(PipelineResource pipeline, int generation, PlannedStreams streams, Plan before)
            throws StateLostException {
        KeptState kept = new KeptState(before);
        List<Step> steps = kept.withEarlier(pipeline.spec().steps());
        StagePlans plans = new StagePlans(pipeline, generation, streams, kept);
        int first = next(steps, 0);
        List<Stage> stages = first == steps.size() ? List.of(plans.pure()) : keyed(plans, steps, first);
        kept.refuseLoss();
        return new Plan(pipeline.name(), generation, stages);
    }

    private static List<Stage> keyed(StagePlans plans, List<Step> steps, int first) throws StateLostException {
        List<Stage> stages = new ArrayList<>();
        int end = next(steps, first + 1);
        List<Step> front = steps.subList(0, first);
        Step after = end == steps.size() ? null : steps.get(end);
        if (KeyKeeping.isDirect(plans.from(), front, steps.get(first))) {
            stages.add(plans.direct(steps.subList(0, end), first, after));
        } else {
            stages.add(plans.rekeying(front, steps.get(first)));
            stages.add(plans.linked(stages.get(0), steps.subList(first, end), after));
        }
        while (end < steps.size()) {
            int start = end;
            end = next(steps, start + 1);
            after = end == steps.size() ? null : steps.get(end);
            stages.add(plans.linked(stages.get(stages.size() - 1), steps.subList(start, end), after));
        }
        return stages;
    }

    /** The index of the next step with state from there on; the number of steps where there is none. */
    private static int next(List<Step> steps, int from) {
        int index = from;
        while (index < steps.size() && !steps.get(index).declaration().stateful()) {
            index++;
        }
        return index;
    }

    /** What is wrong with a pipeline's steps as a whole, though each is right by itself. */
    public static List<Problem> problems(PipelineResource pipeline) {
        List<Problem> problems = new ArrayList<>();
        Step before = null;
        for (int i = 0; i < pipeline.spec().steps().size(); i++) {
            Step step = pipeline.spec().steps().get(i);
            if (!step.declaration().stateful()) {
                continue;
            }
            if (StatefulSteps.passesChanges(step)) {
                // What stands in front of it is what a later step has to do with.
                before = before == null ? step : before;
                continue;
            }
            if (before != null && StatefulSteps.replacesResults(before)) {
                problems.add(new Problem(
                        "/spec/steps/" + i + "/" + step.operator(),
                        step.line(),
                        step.column(),
                        "the results of step \"" + before.id()
                                + "\" come several times for one window, and this step would count each of them",
                        "give that step late: {mode: retracting}, or emit: on-close without late.within"));
            }
            before = step;
        }
        return problems;
    }

    /** The streams a pipeline's late events go to, in the order of its steps; empty where none can be late. */
    public static Set<String> lateStreams(PipelineResource pipeline) {
        return StatefulSteps.lateStreams(pipeline);
    }
}
