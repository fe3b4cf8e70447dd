package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.KeyedContext;

/** Tells a row for each event, and nothing when its window ends. One task, its thread. */
final class OnUpdate extends Trigger {

    OnUpdate(RowCells cells, Panes panes, StateBounds bounds, RowWindow window, long withinMillis) {
        super(cells, panes, bounds, window, withinMillis);
    }

    @Override
    boolean isHeldBack() {
        return false;
    }

    @Override
    void tellChange(KeyedContext context) {
        panes.tell(context);
    }

    @Override
    public void complete(KeyedContext context) {}
}
