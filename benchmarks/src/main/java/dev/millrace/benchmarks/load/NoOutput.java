package dev.millrace.benchmarks.load;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.task.TaskOutput;
import dev.millrace.model.event.Event;
import dev.millrace.model.step.Step;
import java.util.List;

/** Takes results and keeps nothing; whatever is no result is an error of the benchmark. */
public final class NoOutput implements TaskOutput {

    @Override
    public void results(Event event, List<Event> results) {}

    @Override
    public void deadLetter(Event event, Step step, Failure failure) {
        throw new IllegalStateException(failure.detail());
    }

    @Override
    public void late(Event event, Step step, Lateness lateness) {
        throw new IllegalStateException("nothing is late here");
    }

    @Override
    public void partial(byte[] key, byte[] partial) {}

    @Override
    public void evicted(Step step, Eviction reason) {
        throw new IllegalStateException("nothing is evicted here");
    }

    @Override
    public void dropped(Step step, DropReason reason) {
        throw new IllegalStateException("nothing is dropped here");
    }
}
