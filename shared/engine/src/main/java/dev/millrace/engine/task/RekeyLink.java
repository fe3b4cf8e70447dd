package dev.millrace.engine.task;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.engine.time.TaskTime;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;

/** The last thing before a repartition topic: what leaves a task's steps gets the key of its group here. One thread. */
final class RekeyLink implements TaskOutput, RekeyContext {

    private final Step step;
    private final Rekeyer rekeyer;
    private final TaskTime time;
    private final TaskOutput output;
    private final List<Event> emitted = new ArrayList<>();
    private Event current;
    private Failure failure;

    /** @param step the stateful step behind the topic */
    RekeyLink(Step step, Rekeyer rekeyer, TaskTime time, TaskOutput output) {
        this.step = step;
        this.rekeyer = rekeyer;
        this.time = time;
        this.output = output;
    }

    @Override
    public void results(Event event, List<Event> results) {
        emitted.clear();
        failure = null;
        for (int i = 0; i < results.size() && failure == null; i++) {
            current = results.get(i);
            take(current);
        }
        current = null;
        if (failure != null) {
            output.deadLetter(event, step, failure);
        } else if (!emitted.isEmpty()) {
            output.results(event, emitted);
        }
    }

    private void take(Event event) {
        try {
            rekeyer.onEvent(event, this);
        } catch (MalformedJsonException e) {
            fail("the event is not valid JSON at byte " + e.offset() + ": " + e.getMessage());
        } catch (InvalidEventException e) {
            fail(e.getMessage());
        } catch (RuntimeException e) {
            fail("the step failed in a way it should not: " + e);
        }
    }

    private void fail(String detail) {
        deadLetter(new Failure(detail, step.line(), step.column()));
    }

    void flush() {
        rekeyer.flush(this);
    }

    void forget() {
        rekeyer.forget();
    }

    int kept() {
        return rekeyer.kept();
    }

    @Override
    public void emit(Event event) {
        emitted.add(event);
    }

    @Override
    public void drop(DropReason reason) {
        output.dropped(step, reason);
    }

    @Override
    public void deadLetter(Failure what) {
        failure = failure == null ? what : failure;
    }

    @Override
    public long watermarkMillis() {
        return time.watermark();
    }

    @Override
    public long doubtMillis() {
        return time.doubt();
    }

    @Override
    public void partial(byte[] key, byte[] partial) {
        output.partial(key, partial);
    }

    @Override
    public void late(Event event, Step at, Lateness lateness) {
        output.late(event, at, lateness);
    }

    @Override
    public void evicted(Step at, Eviction reason) {
        output.evicted(at, reason);
    }

    @Override
    public void deadLetter(Event event, Step at, Failure what) {
        output.deadLetter(event, at, what);
    }

    @Override
    public void dropped(Step at, DropReason reason) {
        output.dropped(at, reason);
    }
}
