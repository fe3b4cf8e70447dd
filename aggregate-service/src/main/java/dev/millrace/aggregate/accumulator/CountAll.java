package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;

/** How many events; the row counts them anyhow. One task, its thread. */
final class CountAll implements Accumulator {

    private final RowCells cells;

    CountAll(RowCells cells) {
        this.cells = cells;
    }

    @Override
    public void read(Event event, long timeMillis) {}

    @Override
    public void add() {}

    @Override
    public void subtract() {}

    @Override
    public void merge(Accumulator source) {}

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        out.putNumber(cells.count());
    }
}
