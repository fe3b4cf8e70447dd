package dev.millrace.engine.operator;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import java.util.List;

/**
 * A step that keeps state for each key. Pure as an {@link Operator} is: all it keeps stands in its rows, all it learns of time comes from the
 * context.
 *
 * <p>One instance serves one task and is called on that task's thread alone. Timers that are due have fired before the next event is given,
 * so that what comes out is a function of events and watermarks, not of how they were batched.
 */
public interface KeyedOperator {

    /**
     * Called before anything else, and again whenever rows were put back: rebuilds what is derived from them. Must not change the state.
     */
    void open(KeyedState state);

    /** Takes one event. An exception that escapes is a defect; the event goes to the dead letters, but what was changed stays. */
    void onEvent(Event event, KeyedContext context);

    /** Takes a partial result that a {@link Rekeyer} of the same step has made of several events. */
    default void onPartial(byte[] partial, KeyedContext context) {
        throw new IllegalStateException("this step takes no partial results");
    }

    /** A row's timer is due: not after the watermark. The timer is cleared, the row still there. */
    void onTimer(Row row, KeyedContext context);

    /** What has been taken and not been said yet, for {@code status}; cheap, because it is asked for often. */
    default Waiting waiting() {
        return Waiting.NOTHING;
    }

    /**
     * What the rows hold of a group, for people who ask: a JSON array with an object for each row, not more than a thousand. Changes nothing.
     *
     * @param group the key that the group's results have; the keys of its rows, and of no others that count, end with it
     */
    default byte[] describe(byte[] group) {
        return new byte[] {'[', ']'};
    }

    /** For each row that {@link #describe} tells of, in the same order, what it waits for; empty where the step does not say. Changes nothing. */
    default List<Turn> turns(byte[] group) {
        return List.of();
    }

    /** A time asked for by {@link KeyedContext#wakeAt} has come. */
    default void onClock(KeyedContext context) {}
}
