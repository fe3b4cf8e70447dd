package dev.millrace.engine.plan;

import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.step.Step;
import java.util.List;
import java.util.function.Function;

/**
 * Cuts a pipeline into stages. Pure: the same pipeline, generation and streams give the same plan. Pure steps read no key, so whatever
 * stands in a row of them is one stage and one hop through Kafka.
 */
public final class Planner {

    /** Who runs stages of pure steps alone. */
    private static final String PURE_HOME = "transform-service";

    private static final long COMMIT_INTERVAL_MILLIS = 30;

    private Planner() {}

    /**
     * Plans a pipeline.
     *
     * @param generation from 1; part of every name that must not be shared with an earlier form of the pipeline
     * @param streams finds a stream that is known to exist
     */
    public static Plan plan(PipelineResource pipeline, int generation, Function<String, StreamRef> streams) {
        List<Step> steps = pipeline.spec().steps();
        Stage stage = new Stage(
                generationId(
                        pipeline.name(), steps.isEmpty() ? "pass" : steps.get(0).id(), generation),
                PURE_HOME,
                pipeline.spec().from().stream().map(streams).toList(),
                steps,
                null,
                null,
                streams.apply(pipeline.spec().to()),
                streams.apply(pipeline.spec().deadLetters()),
                Delivery.EXACTLY_ONCE,
                COMMIT_INTERVAL_MILLIS);
        return new Plan(pipeline.name(), generation, List.of(stage));
    }

    private static String generationId(String pipeline, String step, int generation) {
        return "millrace." + pipeline + "_" + step + "_" + generation;
    }
}
