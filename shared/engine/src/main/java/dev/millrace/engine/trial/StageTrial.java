package dev.millrace.engine.trial;

import dev.millrace.engine.chain.ChainOutput;
import dev.millrace.engine.chain.StepChain;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.event.Event;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a stage's real operators on given events, without Kafka and with the events' own times: what a pipeline's {@code tests:} rest on.
 */
public final class StageTrial {

    /**
     * An event that failed.
     *
     * @param step the step's id
     */
    public record DeadLetter(byte[] value, String step, Failure failure) {}

    /**
     * What came of the events.
     *
     * @param results in order
     * @param deadLetters in order
     */
    public record Outcome(List<Event> results, List<DeadLetter> deadLetters) {}

    private StageTrial() {}

    /** Passes the events through the steps, in the order given. */
    public static Outcome run(List<Step> steps, List<Event> events, OperatorRegistry operators) {
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
        ChainOutput collect = new ChainOutput() {
            @Override
            public void results(Event event, List<Event> results) {
                outcome.results.addAll(results);
            }

            @Override
            public void deadLetter(Event event, Step step, Failure failure) {
                outcome.deadLetters.add(new DeadLetter(event.value(), step.id(), failure));
            }

            @Override
            public void dropped(Step step, DropReason reason) {}
        };
        StepChain chain =
                new StepChain(steps, steps.stream().map(operators::create).toList(), collect);
        events.forEach(chain::process);
        return outcome;
    }
}
