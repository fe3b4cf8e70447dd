package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.platform.resources.StoredPipeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which pipelines get a new plan by a change: those that are new or do something else, and those that others made read or write a stream in
 * another way, because it got its only writer, or another watermark. Computed once, then asked; one thread.
 */
final class PlanChanges {

    /**
     * A plan to be made.
     *
     * @param keeps the plan whose state goes on; null where nothing does
     */
    private record Next(PipelineResource pipeline, int generation, Plan keeps) {}

    private final TargetState state;
    private final Map<String, Next> next = new LinkedHashMap<>();
    private final List<String> conflicts = new ArrayList<>();

    /**
     * @param given the pipelines that were declared
     * @param streams the streams that were declared and are new or changed
     * @param reset whether what was declared begins anew
     */
    PlanChanges(TargetState state, Collection<PipelineResource> given, Collection<String> streams, boolean reset) {
        this.state = state;
        Set<String> touched = new TreeSet<>(streams);
        for (PipelineResource pipeline : given) {
            touch(pipeline, touched);
            StoredPipeline stored = state.before().pipelines().get(pipeline.name());
            if (stored != null) {
                touch(stored.resource(), touched);
            }
            decide(pipeline, stored, reset);
        }
        for (StoredPipeline stored : state.before().pipelines().values()) {
            Set<String> used = new TreeSet<>();
            touch(stored.resource(), used);
            used.retainAll(touched);
            if (state.pipelines().get(stored.name()) == stored.resource() && !used.isEmpty()) {
                decide(stored.resource(), stored, false);
            }
        }
        touched.forEach(this::refuseSecondWriter);
    }

    private static void touch(PipelineResource pipeline, Set<String> streams) {
        streams.addAll(pipeline.spec().from());
        streams.add(pipeline.spec().to());
        streams.add(pipeline.spec().deadLetters());
        streams.addAll(Planner.lateStreams(pipeline));
    }

    private void decide(PipelineResource pipeline, StoredPipeline stored, boolean reset) {
        if (stored == null) {
            next.put(pipeline.name(), new Next(pipeline, 1, null));
        } else if (reset || !isSameWork(stored.resource(), pipeline) || isWiredAnew(stored.current(), pipeline)) {
            Plan current = stored.current();
            next.put(pipeline.name(), new Next(pipeline, current.generation() + 1, reset ? null : current));
        } else {
            return;
        }
        try {
            make(next.get(pipeline.name()));
        } catch (StateLostException lost) {
            conflicts.add("pipeline \"" + pipeline.name() + "\": " + lost.getMessage());
        }
    }

    /** Tests and labels, and names of nothing that runs, may change without a new generation. */
    private static boolean isSameWork(PipelineResource before, PipelineResource after) {
        return before.spec().from().equals(after.spec().from())
                && before.spec().to().equals(after.spec().to())
                && before.spec().deadLetters().equals(after.spec().deadLetters())
                && before.spec().delivery() == after.spec().delivery()
                && steps(before).equals(steps(after));
    }

    @SuppressWarnings("unchecked")
    private static Object steps(PipelineResource pipeline) {
        Object steps = ((Map<String, Object>) pipeline.document().get("spec")).get("steps");
        return steps == null ? List.of() : steps;
    }

    private boolean isWiredAnew(Plan current, PipelineResource pipeline) {
        try {
            Plan now = make(new Next(pipeline, current.generation(), current));
            return !Objects.equals(wires(now), wires(current));
        } catch (StateLostException lost) {
            return true;
        }
    }

    private static List<Object> wires(Plan plan) {
        List<Stage> stages = plan.stages();
        return List.of(
                stages.get(0).toTree().get("inputs"),
                stages.get(stages.size() - 1).toTree().get("output"));
    }

    private Plan make(Next plan) throws StateLostException {
        return Planner.plan(plan.pipeline, plan.generation, state.seenBy(plan.pipeline), plan.keeps);
    }

    /** Two would each say how far time has come, and the reader could believe neither. */
    private void refuseSecondWriter(String stream) {
        TargetState before = new TargetState(state.before());
        if (before.stream(stream) == null
                || before.onlyWriter(stream).isEmpty()
                || StreamRefs.saysTime(state.stream(stream))) {
            return;
        }
        String first = before.onlyWriter(stream).orElseThrow().name();
        List<String> writers = new ArrayList<>(state.writers(stream));
        boolean stays = writers.remove(first);
        writers.addAll(state.sideWriters(stream));
        List<String> readers = before.readers(stream).stream()
                .filter(state.readers(stream)::contains)
                .toList();
        if (stays && !writers.isEmpty() && !readers.isEmpty()) {
            String second = writers.get(0);
            conflicts.add("the stream \"" + stream + "\" is written by \"" + first + "\" alone, and "
                    + String.join(", ", readers) + (readers.size() == 1 ? " takes" : " take")
                    + " event time from that: \"" + second
                    + "\" cannot write it, too; give it another \"to\", or the stream a \"watermark\"");
        }
    }

    /** The pipelines that get a plan, given ones first. */
    List<PipelineResource> pipelines() {
        return next.values().stream().map(Next::pipeline).toList();
    }

    boolean contains(String pipeline) {
        return next.containsKey(pipeline);
    }

    /**
     * The pipeline's new plan with the topics that are known now, or the one it keeps. Where its state is in conflict, the plan that would begin
     * anew: for looking at.
     */
    Plan plan(PipelineResource pipeline) {
        Next made = next.get(pipeline.name());
        if (made == null) {
            return state.before().pipelines().get(pipeline.name()).current();
        }
        try {
            return make(made);
        } catch (StateLostException lost) {
            return begunAnew(made);
        }
    }

    private Plan begunAnew(Next made) {
        try {
            return make(new Next(made.pipeline, made.generation, null));
        } catch (StateLostException lost) {
            throw new IllegalStateException("nothing was to be kept", lost);
        }
    }

    /** Why the change cannot be; each a sentence. */
    List<String> conflicts() {
        return conflicts;
    }
}
