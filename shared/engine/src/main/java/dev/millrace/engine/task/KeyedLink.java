package dev.millrace.engine.task;

import dev.millrace.engine.chain.ChainOutput;
import dev.millrace.engine.chain.StepChain;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Turn;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.engine.time.TaskTime;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.Step;
import java.time.Clock;
import java.util.List;

/**
 * The stateful step among a task's steps: takes what leaves the steps before it, and what it emits passes the steps behind it. A result is an
 * event of its own there: when a later step fails, the result goes to the dead letters, and the state keeps what the events did. One thread.
 */
final class KeyedLink implements ChainOutput, KeyedContext {

    private static final Origin NOWHERE = new Origin("", 0, 0, 0, EventHeaders.NONE);

    private final Step step;
    private final KeyedOperator operator;
    private final KeyedState state = new KeyedState();
    private final TaskTime time;
    private final StepChain after;
    private final TaskOutput output;
    private final Clock clock;
    private long wakeMillis = Long.MAX_VALUE;
    private Event entered;
    private Origin origin = NOWHERE;

    KeyedLink(Step step, KeyedOperator operator, TaskTime time, StepChain after, TaskOutput output, Clock clock) {
        this.step = step;
        this.operator = operator;
        this.time = time;
        this.after = after;
        this.output = output;
        this.clock = clock;
    }

    void open() {
        operator.open(state);
        // What waits for a clock's tick is known to the operator alone: it is asked soon, and says when next.
        wakeMillis = 0;
    }

    void process(Event event, StepChain before) {
        entered = event;
        origin = event.origin();
        before.process(event);
        entered = null;
    }

    /** What left the steps before this one. */
    @Override
    public void results(Event event, List<Event> results) {
        for (int i = 0; i < results.size(); i++) {
            try {
                operator.onEvent(results.get(i), this);
            } catch (MalformedJsonException e) {
                fail("the event is not valid JSON at byte " + e.offset() + ": " + e.getMessage());
            } catch (InvalidEventException e) {
                fail(e.getMessage());
            } catch (RuntimeException e) {
                fail("the step failed in a way it should not: " + e);
            }
        }
    }

    void partial(byte[] partial, Origin from) {
        entered = new Event(partial, null, 0, Op.INSERT, from);
        origin = from;
        operator.onPartial(partial, this);
        entered = null;
    }

    private void fail(String detail) {
        deadLetter(new Failure(detail, step.line(), step.column()));
    }

    @Override
    public void deadLetter(Event event, Step failed, Failure failure) {
        output.deadLetter(event, failed, failure);
    }

    @Override
    public void dropped(Step at, DropReason reason) {
        output.dropped(at, reason);
    }

    void timer(Row row) {
        operator.onTimer(row, this);
    }

    void wake() {
        wakeMillis = Long.MAX_VALUE;
        operator.onClock(this);
    }

    long wakeMillis() {
        return wakeMillis;
    }

    boolean isByClock() {
        return time.isByClock();
    }

    Waiting waiting() {
        return operator.waiting();
    }

    byte[] describe(byte[] group) {
        return operator.describe(group);
    }

    List<Turn> turns(byte[] group) {
        return operator.turns(group);
    }

    @Override
    public KeyedState state() {
        return state;
    }

    @Override
    public long watermarkMillis() {
        return time.watermark();
    }

    @Override
    public boolean idleAdvanced(long timeMillis) {
        return time.idleAdvanced(timeMillis);
    }

    @Override
    public long clockMillis() {
        return clock.millis();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public void late(Lateness lateness) {
        output.late(entered, step, lateness);
    }

    @Override
    public void evicted(Eviction reason) {
        output.evicted(step, reason);
    }

    @Override
    public void wakeAt(long clockMillis) {
        wakeMillis = Math.min(wakeMillis, clockMillis);
    }

    @Override
    public void emit(Event event) {
        after.process(event);
    }

    @Override
    public void drop(DropReason reason) {
        output.dropped(step, reason);
    }

    @Override
    public void deadLetter(Failure failure) {
        output.deadLetter(entered, step, failure);
    }

    @Override
    public void deadLetter(byte[] document, Failure failure) {
        // What a timer or a tick fails on came with no event.
        Event failed = entered == null
                ? new Event(document, null, time.watermark(), Op.INSERT, origin)
                : entered.withValue(document);
        output.deadLetter(failed, step, failure);
    }

    @Override
    public void deadLetter(Event result, Failure failure) {
        output.deadLetter(result, step, failure);
    }
}
