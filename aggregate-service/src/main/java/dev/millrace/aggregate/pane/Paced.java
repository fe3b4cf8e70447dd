package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.EmitSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * Tells what has changed at ticks of the clock, which are the multiples of the period since 1970, or after a number of events, and when a window
 * ends or a row goes. One task, its thread.
 */
final class Paced extends Trigger {

    private static final long NOT_ASKED = Long.MAX_VALUE;

    private final long periodMillis;
    private final int most;
    private final int sinceAt;
    /** Rows that may have something to tell; each once, also where counting tells some in between. */
    private final Collection<Row> changed;

    private long nextTick = NOT_ASKED;

    /** Takes its place in the layout where events are counted. */
    Paced(EmitSpec emit, RowCells cells, Panes panes, StateBounds bounds, RowWindow window, long withinMillis) {
        super(cells, panes, bounds, window, withinMillis);
        this.periodMillis = emit.every().toMillis();
        this.most = emit.count();
        this.changed = most > 0 ? new LinkedHashSet<>() : new ArrayList<>();
        this.sinceAt = most > 0 ? cells.reserve(Integer.BYTES) : 0;
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
        if (periodMillis > 0 && cells.is(RowCells.CHANGED)) {
            changed.add(row);
        }
    }

    @Override
    void tellChange(KeyedContext context) {
        if (most > 0) {
            int since = cells.is(RowCells.CHANGED) ? cells.getInt(sinceAt) + 1 : 1;
            cells.setInt(sinceAt, since);
            if (since >= most) {
                panes.tell(context);
                return;
            }
        }
        if (!cells.is(RowCells.CHANGED)) {
            cells.set(RowCells.CHANGED, true);
            if (periodMillis > 0) {
                changed.add(cells.row());
            }
        }
        if (periodMillis > 0) {
            askForTick(context);
        }
    }

    private void askForTick(KeyedContext context) {
        if (nextTick == NOT_ASKED) {
            nextTick = (Math.floorDiv(context.clockMillis(), periodMillis) + 1) * periodMillis;
            context.wakeAt(nextTick);
        }
    }

    @Override
    public void tick(RowVisitor visitor, KeyedContext context) {
        if (periodMillis == 0) {
            return;
        }
        if (nextTick == NOT_ASKED || context.clockMillis() < nextTick) {
            nextTick = NOT_ASKED;
            if (!changed.isEmpty()) {
                askForTick(context);
            }
            return;
        }
        nextTick = NOT_ASKED;
        for (Row row : changed) {
            // A row that was told at its window's end, or went, is here still.
            if (row.valueLength() == 0) {
                continue;
            }
            visitor.view(row);
            if (cells.is(RowCells.CHANGED)) {
                context.state().touch(row);
                forget();
                panes.tell(context);
                note();
                armClosed(context);
            }
        }
        changed.clear();
    }

    @Override
    public void complete(KeyedContext context) {
        if (cells.is(RowCells.CHANGED)) {
            panes.tell(context);
        }
    }

    @Override
    void leave(KeyedContext context) {
        complete(context);
    }
}
