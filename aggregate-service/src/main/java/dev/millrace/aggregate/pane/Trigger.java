package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.OpenWindows;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.EmitSpec;

/** Decides when the results of a row leave and when the row goes. The row meant is the one in view, its window the one located last. One task, its thread. */
public abstract class Trigger {

    final RowCells cells;
    final Panes panes;
    final StateBounds bounds;
    final long withinMillis;
    private final OpenWindows open = new OpenWindows();
    private long heldWindows;
    private long heldEvents;

    Trigger(RowCells cells, Panes panes, StateBounds bounds, long withinMillis) {
        this.cells = cells;
        this.panes = panes;
        this.bounds = bounds;
        this.withinMillis = withinMillis;
    }

    /** The trigger of a setting. */
    public static Trigger of(EmitSpec emit, RowCells cells, Panes panes, StateBounds bounds, long withinMillis) {
        return switch (emit.kind()) {
            case ON_CLOSE -> new OnClose(cells, panes, bounds, withinMillis);
            case ON_UPDATE -> new OnUpdate(cells, panes, bounds, withinMillis);
            case EVERY ->
                new Every(cells, panes, bounds, withinMillis, emit.every().toMillis());
        };
    }

    /** Whether the row knows what it has not said. */
    abstract boolean isHeldBack();

    /** The row is new: sets its timer. */
    abstract void begin(long windowEndMillis, boolean closed, KeyedContext context);

    /** The row is new. */
    public final void created(long windowEndMillis, boolean closed, KeyedContext context) {
        open.add(RowKey.window(cells.row()));
        begin(windowEndMillis, closed, context);
    }

    /** The starts of windows that have rows, epoch ms, the earliest first. */
    public final Iterable<Long> openWindows() {
        return open.starts();
    }

    /** When the row, as it is, has its turn: by its window's end, whatever its timer is set to. */
    public abstract long dueMillis(long windowEndMillis);

    /** The row has taken an event. */
    public abstract void changed(KeyedContext context);

    /** The row has its turn. */
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
        open.clear();
        state.forEach(row -> {
            if (RowKey.isGroups(row)) {
                cells.view(state, row);
                rebuild(row);
                open.add(RowKey.window(row));
                note();
            }
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

    /** Sets the row's timer: to its turn, or sooner where it would have gone by then. */
    public final void arm(long windowEndMillis, KeyedContext context) {
        context.state().setTimer(cells.row(), Math.min(dueMillis(windowEndMillis), bounds.deadline()));
    }

    /** The row goes before its time, and says what it has not said. It was touched. */
    public final void evict(KeyedContext context) {
        boolean heldBack = isHeldBack();
        forget();
        if (heldBack) {
            panes.tell(context);
        }
        bounds.keepPane(RowKey.window(cells.row()));
        remove(context);
    }

    final void remove(KeyedContext context) {
        context.state().remove(cells.row());
        bounds.removed();
        open.remove(RowKey.window(cells.row()));
    }

    /** The window has ended: the row stays for late events, or goes. */
    final void close(long windowEndMillis, KeyedContext context) {
        if (withinMillis == 0) {
            remove(context);
        } else {
            cells.set(RowCells.CLOSED, true);
            arm(windowEndMillis, context);
            note();
        }
    }
}
