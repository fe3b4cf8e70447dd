package dev.millrace.model.resource;

import dev.millrace.model.plan.Delivery;
import dev.millrace.model.step.Step;
import java.util.List;

/**
 * What a pipeline does, defaults filled in.
 *
 * @param from streams that are read, at least one
 * @param start where a new pipeline starts to read
 * @param delivery what a kill may do to its results
 * @param steps in order; none copies
 * @param to stream of the results
 * @param deadLetters stream of the events that could not be processed
 * @param tests what the user expects of it
 */
public record PipelineSpec(
        List<String> from,
        StartAt start,
        Delivery delivery,
        List<Step> steps,
        String to,
        String deadLetters,
        List<PipelineTest> tests) {

    public PipelineSpec {
        from = List.copyOf(from);
        steps = List.copyOf(steps);
        tests = List.copyOf(tests);
    }
}
