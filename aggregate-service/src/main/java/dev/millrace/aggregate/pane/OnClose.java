package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.KeyedContext;

/** Tells a row when its window ends, and again for each late event. One task, its thread. */
final class OnClose extends Trigger {

    OnClose(RowCells cells, Panes panes, StateBounds bounds, RowWindow window, long withinMillis) {
        super(cells, panes, bounds, window, withinMillis);
    }

    @Override
    boolean isHeldBack() {
        return !cells.is(RowCells.CLOSED);
    }

    @Override
    void tellChange(KeyedContext context) {
        if (cells.is(RowCells.CLOSED)) {
            panes.tell(context);
        }
    }

    @Override
    public void complete(KeyedContext context) {
        panes.tell(context);
    }
}
