package dev.millrace.engine.operator;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Origin;

/** What a {@link KeyedOperator} may do besides computing. Valid during the call it is given to, on that thread. */
public interface KeyedContext extends OperatorContext {

    /** The task's rows. */
    KeyedState state();

    /**
     * The time before which no event is expected any more (exclusive), epoch ms; {@link Long#MIN_VALUE} while nothing is known. For steps by
     * processing time it is the clock. Never falls.
     */
    long watermarkMillis();

    /** Whether the watermark reached that time only because all inputs were silent. */
    boolean idleAdvanced(long timeMillis);

    /** The wall clock, epoch ms. */
    long clockMillis();

    /** Where the event at hand was read; for timers and ticks, where the task stands. */
    Origin origin();

    /** Ends the event at hand as late: it goes, bytes unchanged, to the late stream. */
    void late(Lateness lateness);

    /** One row of state went before its time, what it knew having been emitted: counted under the reason, shown in {@code status}. */
    void evicted(Eviction reason);

    /** Ends what is at hand, failed, where it has no document of its own: this one, a JSON object, goes to the dead letters. */
    void deadLetter(byte[] document, Failure failure);

    /** A result that cannot be made: this event, which names it, goes to the dead letters. Also where nothing is at hand, as when a timer fires. */
    void deadLetter(Event result, Failure failure);

    /** Asks for one call of {@link KeyedOperator#onClock} at or soon after that time; the earliest time asked for counts. */
    void wakeAt(long clockMillis);
}
