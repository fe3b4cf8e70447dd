package dev.millrace.engine.task;

import dev.millrace.engine.chain.ChainOutput;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.model.event.Event;
import dev.millrace.model.step.Step;

/** What becomes of a task's events and results. Called on the task's thread, in order. */
public interface TaskOutput extends ChainOutput {

    /** An event, as it entered the task, that came too late for a step. */
    void late(Event event, Step step, Lateness lateness);

    /** The step gave up a row of its state before its time. */
    void evicted(Step step, Eviction reason);

    /** A partial result for a group, for the repartition topic. */
    void partial(byte[] key, byte[] partial);
}
