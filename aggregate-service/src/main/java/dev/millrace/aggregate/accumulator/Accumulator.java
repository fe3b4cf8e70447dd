package dev.millrace.aggregate.accumulator;

import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;

/**
 * One computed value: how it takes events into a row's cell and what it says in the end. It reads the event at hand first, which may fail,
 * and changes a row afterwards. One task, its thread.
 */
public interface Accumulator {

    /**
     * Reads what it needs of an event.
     *
     * @param timeMillis the event's time as the window sees it
     * @throws dev.millrace.model.expression.EvaluationException when it cannot; the message names the value
     */
    void read(Event event, long timeMillis);

    /**
     * Takes what was read last into the row in view.
     *
     * @throws dev.millrace.model.expression.EvaluationException when the result cannot be held; the row may have changed then
     */
    void add();

    /** Takes what was read last out of the row in view; throws as {@link #add}. Only where {@link #canTakeBack}. */
    void subtract();

    /** Takes what another row's accumulator of the same computation holds into the row in view; throws as {@link #add}. */
    void merge(Accumulator source);

    /** Whether what was added can be taken back. */
    boolean canTakeBack();

    /** Appends the value of the row in view as JSON. */
    void write(ByteSink out);
}
