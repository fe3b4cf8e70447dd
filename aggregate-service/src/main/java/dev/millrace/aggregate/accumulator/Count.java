package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.AggregateFunction;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;

/** How many events have a value, or fulfil a condition. One task, its thread. */
final class Count implements Accumulator {

    private final RowCells cells;
    private final int at;
    private final Condition condition;
    private final Operand operand;
    private boolean counts;

    Count(Computation computation, RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(Long.BYTES);
        this.condition =
                computation.function() == AggregateFunction.COUNT_IF ? new Condition(computation.argument()) : null;
        this.operand = new Operand(computation);
    }

    @Override
    public void read(Event event, long timeMillis) {
        counts = condition == null ? operand.locate(event) != Operand.Kind.NONE : condition.holds(event);
    }

    @Override
    public void add() {
        if (counts) {
            cells.setLong(at, cells.getLong(at) + 1);
        }
    }

    @Override
    public void subtract() {
        if (counts) {
            long count = cells.getLong(at);
            if (count == 0) {
                throw operand.refused(operand.call() + " has counted nothing that could be taken back");
            }
            cells.setLong(at, count - 1);
        }
    }

    @Override
    public void merge(Accumulator source) {
        Count other = (Count) source;
        cells.setLong(at, cells.getLong(at) + other.cells.getLong(other.at));
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        out.putNumber(cells.getLong(at));
    }
}
