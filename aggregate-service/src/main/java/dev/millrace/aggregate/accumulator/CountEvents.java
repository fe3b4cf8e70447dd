package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;

/** How many events it was shown, where these are not all of the row: {@code count().where(…)}. One task, its thread. */
final class CountEvents implements Accumulator {

    private final RowCells cells;
    private final int at;

    CountEvents(RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(Long.BYTES);
    }

    @Override
    public void read(Event event, long timeMillis) {}

    @Override
    public void add() {
        cells.setLong(at, cells.getLong(at) + 1);
    }

    @Override
    public void subtract() {
        cells.setLong(at, cells.getLong(at) - 1);
    }

    @Override
    public void merge(Accumulator source) {
        CountEvents other = (CountEvents) source;
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
