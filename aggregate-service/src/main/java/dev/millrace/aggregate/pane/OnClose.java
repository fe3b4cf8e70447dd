package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.operator.KeyedContext;

/** Tells a row when its window ends, and again for each late event. One task, its thread. */
final class OnClose extends Trigger {

    OnClose(RowCells cells, Panes panes, StateBounds bounds, long withinMillis) {
        super(cells, panes, bounds, withinMillis);
    }

    @Override
    boolean isHeldBack() {
        return !cells.is(RowCells.CLOSED);
    }

    @Override
    public long dueMillis(long windowEndMillis) {
        return cells.is(RowCells.CLOSED) ? windowEndMillis + withinMillis : windowEndMillis;
    }

    @Override
    void begin(long windowEndMillis, boolean closed, KeyedContext context) {
        cells.set(RowCells.CLOSED, closed);
        arm(windowEndMillis, context);
    }

    @Override
    public void changed(KeyedContext context) {
        if (cells.is(RowCells.CLOSED)) {
            panes.tell(context);
        }
    }

    @Override
    public void due(long windowEndMillis, KeyedContext context) {
        if (cells.is(RowCells.CLOSED)) {
            remove(context);
        } else {
            panes.tell(context);
            close(windowEndMillis, context);
        }
    }
}
