package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
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

    /** Accumulators of a layout in view of one row. */
    static Accumulator of(dev.millrace.model.aggregate.Computation computation, RowCells cells) {
        return switch (computation.function()) {
            case COUNT -> computation.argument() == null ? new CountAll(cells) : new Count(computation, cells);
            case COUNT_IF -> new Count(computation, cells);
            case SUM -> new Sum(computation, cells, false);
            case AVG -> new Sum(computation, cells, true);
            case MIN -> new Extreme(computation, cells, -1);
            case MAX -> new Extreme(computation, cells, 1);
            case FIRST -> new Edge(computation, cells, false);
            case LAST -> new Edge(computation, cells, true);
        };
    }
}
