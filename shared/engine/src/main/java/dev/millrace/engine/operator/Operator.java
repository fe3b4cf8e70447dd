package dev.millrace.engine.operator;

import dev.millrace.model.event.Event;

/**
 * What a step does to events. Pure: it sees the event and its context, nothing else; time, outputs and failures go through the context.
 *
 * <p>One instance serves one task and is called on that task's thread alone. The same events in the same order give the same outputs,
 * however they are batched and wherever the task was restored in between.
 */
@FunctionalInterface
public interface Operator {

    /**
     * Takes one event: emits any number of events, or says why there is none.
     *
     * <p>An exception that escapes is a defect of the operator, not of the event; the event then goes to the dead-letter stream too.
     */
    void onEvent(Event event, OperatorContext context);
}
