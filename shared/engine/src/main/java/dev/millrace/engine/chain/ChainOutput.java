package dev.millrace.engine.chain;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.model.event.Event;
import dev.millrace.model.step.Step;
import java.util.List;

/** What becomes of the events that pass a {@link StepChain}. Called on the task's thread, in order. */
public interface ChainOutput {

    /**
     * What left the last step because of one event.
     *
     * @param event the event as it entered the chain
     * @param results valid during the call, in order; may be empty
     */
    void results(Event event, List<Event> results);

    /** An event, as it entered the chain, that a step could not process. */
    void deadLetter(Event event, Step step, Failure failure);

    /** An event that ended at a step, wanted. */
    void dropped(Step step, DropReason reason);
}
