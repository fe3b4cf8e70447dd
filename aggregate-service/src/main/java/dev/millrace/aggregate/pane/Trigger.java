package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.EmitSpec;

/** Decides when the results of a row leave and when the row goes. The row meant is the one in view, its window the one located last. One task, its thread. */
public abstract class Trigger {

    final RowCells cells;
    final Panes panes;
    final long withinMillis;
    private long heldWindows;
    private long heldEvents;

    Trigger(RowCells cells, Panes panes, long withinMillis) {
        this.cells = cells;
        this.panes = panes;
        this.withinMillis = withinMillis;
    }

    /** The trigger of a setting. */
    public static Trigger of(EmitSpec emit, RowCells cells, Panes panes, long withinMillis) {
        return switch (emit.kind()) {
            case ON_CLOSE -> new OnClose(cells, panes, withinMillis);
            case ON_UPDATE -> new OnUpdate(cells, panes, withinMillis);
            case EVERY -> new Every(cells, panes, withinMillis, emit.every().toMillis());
        };
    }

    /** Whether the row knows what it has not said. */
    abstract boolean isHeldBack();

    /** The row is new: sets its timer. */
    public abstract void created(long windowEndMillis, boolean closed, KeyedContext context);

    /** The row has taken an event. */
    public abstract void changed(KeyedContext context);

    /** The row's timer is due. */
    public abstract void due(long windowEndMillis, KeyedContext context);

    /** A time asked for by the clock has come; looks at rows itself. */
    public void tick(RowVisitor visitor, KeyedContext context) {}

    /** What is to be rebuilt from a row. */
    void rebuild(Row row) {}

    /** Brings a row and its window into view. */
    @FunctionalInterface
    public interface RowVisitor {
        void view(Row row);
    }

    /** Rebuilds what is derived from rows. */
    public void open(KeyedState state) {
        heldWindows = 0;
        heldEvents = 0;
        state.forEach(row -> {
            cells.view(state, row);
            rebuild(row);
            note();
        });
    }

    /** The row is about to change in any way: followed by {@link #note}, unless it was removed. */
    public final void forget() {
        if (isHeldBack()) {
            heldWindows--;
            heldEvents -= cells.count();
        }
    }

    /** The row was changed or is new. */
    public final void note() {
        if (isHeldBack()) {
            heldWindows++;
            heldEvents += cells.count();
        }
    }

    /** What is held back in all rows. */
    public final Waiting waiting() {
        return new Waiting(heldWindows, heldEvents);
    }

    /** The window has ended: the row stays for late events, or goes. */
    final void close(long windowEndMillis, KeyedContext context) {
        if (withinMillis == 0) {
            context.state().remove(cells.row());
        } else {
            cells.set(RowCells.CLOSED, true);
            context.state().setTimer(cells.row(), windowEndMillis + withinMillis);
            note();
        }
    }
}
