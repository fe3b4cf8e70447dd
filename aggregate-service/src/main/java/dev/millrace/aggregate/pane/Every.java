package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what has changed at ticks of the clock, which are the multiples of the period since 1970, and when a window ends or a row goes. One
 * task, its thread.
 */
final class Every extends Trigger {

    private static final long NOT_ASKED = Long.MAX_VALUE;

    private final long periodMillis;
    private final List<Row> changed = new ArrayList<>();
    private long nextTick = NOT_ASKED;

    Every(RowCells cells, Panes panes, StateBounds bounds, long withinMillis, long periodMillis) {
        super(cells, panes, bounds, withinMillis);
        this.periodMillis = periodMillis;
    }

    @Override
    boolean isHeldBack() {
        return cells.is(RowCells.CHANGED);
    }

    @Override
    public void open(KeyedState state) {
        changed.clear();
        nextTick = NOT_ASKED;
        super.open(state);
    }

    @Override
    void rebuild(Row row) {
        if (cells.is(RowCells.CHANGED)) {
            changed.add(row);
        }
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
        if (!cells.is(RowCells.CHANGED)) {
            cells.set(RowCells.CHANGED, true);
            changed.add(cells.row());
        }
        askForTick(context);
    }

    private void askForTick(KeyedContext context) {
        if (nextTick == NOT_ASKED) {
            nextTick = (Math.floorDiv(context.clockMillis(), periodMillis) + 1) * periodMillis;
            context.wakeAt(nextTick);
        }
    }

    @Override
    public void tick(RowVisitor visitor, KeyedContext context) {
        if (nextTick == NOT_ASKED || context.clockMillis() < nextTick) {
            nextTick = NOT_ASKED;
            if (!changed.isEmpty()) {
                askForTick(context);
            }
            return;
        }
        nextTick = NOT_ASKED;
        for (Row row : changed) {
            visitor.view(row);
            // A row that was told at its window's end, or went, is here still.
            if (row.valueLength() > 0 && cells.is(RowCells.CHANGED)) {
                context.state().touch(row);
                forget();
                panes.tell(context);
                note();
            }
        }
        changed.clear();
    }

    @Override
    public void due(long windowEndMillis, KeyedContext context) {
        if (cells.is(RowCells.CHANGED)) {
            panes.tell(context);
        }
        if (cells.is(RowCells.CLOSED)) {
            remove(context);
        } else {
            close(windowEndMillis, context);
        }
    }
}
