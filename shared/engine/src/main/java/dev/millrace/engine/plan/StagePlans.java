package dev.millrace.engine.plan;

import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.KeyedPart;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.WatermarkSpec;
import dev.millrace.model.step.Step;
import java.util.List;
import java.util.Optional;

/** Makes the stages of one pipeline: their names, topics and settings. One plan, one thread. */
final class StagePlans {

    /** Who runs stages of pure steps alone. */
    private static final String PURE_HOME = "transform-service";

    private static final long COMMIT_INTERVAL_MILLIS = 30;
    /** Nobody waits for commits where results are visible at once. */
    private static final long AT_LEAST_ONCE_COMMIT_INTERVAL_MILLIS = 200;

    /** The id of a topic that does not exist yet. */
    private static final String NO_TOPIC = "";

    private final PipelineResource pipeline;
    private final int generation;
    private final PlannedStreams streams;
    private final KeptState kept;
    private final List<StreamRef> from;

    StagePlans(PipelineResource pipeline, int generation, PlannedStreams streams, KeptState kept) {
        this.pipeline = pipeline;
        this.generation = generation;
        this.streams = streams;
        this.kept = kept;
        this.from = pipeline.spec().from().stream().map(streams::ref).toList();
    }

    /** The streams the pipeline reads. */
    List<StreamRef> from() {
        return from;
    }

    /** All steps, none with state. */
    Stage pure() throws StateLostException {
        List<Step> steps = pipeline.spec().steps();
        String step = steps.isEmpty() ? "pass" : steps.get(0).id();
        return stage(id(step), PURE_HOME, from, steps, null, null);
    }

    /** The steps in front of a stateful one, whose groups its results are spread by; it runs where the stateful one does. */
    Stage rekeying(List<Step> front, Step stateful) throws StateLostException {
        return stage(id(stateful.id() + ".rekey"), stateful.declaration().home(), from, front, null, stateful);
    }

    /**
     * A stateful step that reads the source as it is, with the pure ones around it.
     *
     * @param stateful which of the steps keeps the state
     * @param after the stateful step that follows; null where none does
     */
    Stage direct(List<Step> steps, int stateful, Step after) throws StateLostException {
        Optional<Stage> before = kept.of(steps.get(stateful), from.get(0), true);
        return keyed(from.get(0), steps, stateful, before, after);
    }

    /** A stateful step behind a repartition topic, with the pure ones behind it. */
    Stage linked(Stage front, List<Step> steps, Step after) throws StateLostException {
        return keyed(front.output(), steps, 0, kept.of(steps.get(0), front.output(), false), after);
    }

    private Stage keyed(StreamRef input, List<Step> steps, int stateful, Optional<Stage> before, Step after)
            throws StateLostException {
        Step step = steps.get(stateful);
        String id = id(step.id());
        StreamRef stateLog = before.map(stage -> stage.keyed().stateLog())
                .orElseGet(() -> new StreamRef(InternalTopics.state(id), NO_TOPIC, input.partitions(), null, null));
        StreamRef late = StatefulSteps.lateStream(pipeline, step)
                .map(name -> streams.ref(name).writtenBy(0))
                .orElse(null);
        KeyedPart keyed = new KeyedPart(stateful, stateLog, late, from.get(0).time());
        return stage(id, step.declaration().home(), List.of(input), steps, keyed, after);
    }

    private Stage stage(String id, String home, List<StreamRef> inputs, List<Step> steps, KeyedPart keyed, Step after)
            throws StateLostException {
        Delivery delivery = pipeline.spec().delivery();
        return new Stage(
                id,
                home,
                inputs,
                steps,
                keyed,
                after,
                after == null ? results(inputs) : link(inputs, after),
                streams.ref(pipeline.spec().deadLetters()).writtenBy(0),
                delivery,
                delivery == Delivery.AT_LEAST_ONCE ? AT_LEAST_ONCE_COMMIT_INTERVAL_MILLIS : COMMIT_INTERVAL_MILLIS);
    }

    private StreamRef results(List<StreamRef> inputs) {
        String to = pipeline.spec().to();
        return streams.ref(to).writtenBy(streams.isWrittenAlone(to) ? tasks(inputs) : 0);
    }

    /** The topic between a stage with these inputs and the stateful step behind it; the old one where that step's state goes on. */
    private StreamRef link(List<StreamRef> inputs, Step stateful) throws StateLostException {
        int partitions = inputs.stream().mapToInt(StreamRef::partitions).max().orElse(1);
        StreamRef fresh = link(InternalTopics.repartition(id(stateful.id())), NO_TOPIC, partitions, inputs);
        return kept.of(stateful, fresh, false)
                .map(stage -> stage.inputs().get(0))
                .map(old -> link(old.stream(), old.topicId(), partitions, inputs))
                .orElse(fresh);
    }

    /** Where one source must not be moved on by silence, what is behind it must not be either. */
    private static StreamRef link(String topic, String topicId, int partitions, List<StreamRef> inputs) {
        WatermarkSpec byArrival = WatermarkSpec.byArrival();
        WatermarkSpec watermark = new WatermarkSpec(
                byArrival.maxDelay(),
                byArrival.idleAfter(),
                byArrival.maxAhead(),
                inputs.stream().allMatch(input -> input.watermark().advanceWhenIdle()));
        return new StreamRef(topic, topicId, partitions, null, null, watermark, tasks(inputs));
    }

    private static int tasks(List<StreamRef> inputs) {
        return inputs.stream().mapToInt(StreamRef::partitions).sum();
    }

    private String id(String step) {
        return "millrace." + pipeline.name() + "_" + step + "_" + generation;
    }
}
