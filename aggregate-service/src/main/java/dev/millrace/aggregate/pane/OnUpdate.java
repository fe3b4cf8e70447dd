package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.operator.KeyedContext;

/** Tells a row for each event, and nothing when its window ends. One task, its thread. */
final class OnUpdate extends Trigger {

    OnUpdate(RowCells cells, Panes panes, StateBounds bounds, long withinMillis) {
        super(cells, panes, bounds, withinMillis);
    }

    @Override
    boolean isHeldBack() {
        return false;
    }

    @Override
    public long dueMillis(long windowEndMillis) {
        return windowEndMillis + withinMillis;
    }

    @Override
    void begin(long windowEndMillis, boolean closed, KeyedContext context) {
        arm(windowEndMillis, context);
    }

    @Override
    public void changed(KeyedContext context) {
        panes.tell(context);
    }

    @Override
    public void due(long windowEndMillis, KeyedContext context) {
        remove(context);
    }
}
