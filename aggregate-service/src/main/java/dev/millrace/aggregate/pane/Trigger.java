package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.OpenWindows;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.Turn;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.EmitSpec;
import java.util.function.Consumer;

/** Decides when the results of a row leave and when the row goes. The row meant is the one in view, and so is its window. One task, its thread. */
public abstract class Trigger {

    /** Some tens of microseconds' worth of rows that are closed and stay for late events. */
    private static final int MOST_LOOKED_AT = 1_000;

    final RowCells cells;
    final Panes panes;
    final StateBounds bounds;
    final RowWindow window;
    private final long withinMillis;
    private final OpenWindows open = new OpenWindows();
    private Consumer<Row> removal = row -> {};
    private long heldWindows;
    private long heldEvents;

    Trigger(RowCells cells, Panes panes, StateBounds bounds, RowWindow window, long withinMillis) {
        this.cells = cells;
        this.panes = panes;
        this.bounds = bounds;
        this.window = window;
        this.withinMillis = withinMillis;
    }

    /** The trigger of a setting; it may take its place in the layout. */
    public static Trigger of(
            EmitSpec emit, RowCells cells, Panes panes, StateBounds bounds, RowWindow window, long withinMillis) {
        return switch (emit.kind()) {
            case ON_CLOSE -> new OnClose(cells, panes, bounds, window, withinMillis);
            case ON_UPDATE -> new OnUpdate(cells, panes, bounds, window, withinMillis);
            case PACED -> new Paced(emit, cells, panes, bounds, window, withinMillis);
        };
    }

    /** Whether the row knows what it has not said. */
    abstract boolean isHeldBack();

    /** The window has taken an event: says what is to be said then. */
    abstract void tellChange(KeyedContext context);

    /** The window has taken an event. */
    public final void changed(KeyedContext context) {
        tellChange(context);
        armClosed(context);
    }

    /** How long a closed row stays depends on what it holds and has not said. */
    public final void armClosed(KeyedContext context) {
        if (cells.is(RowCells.CLOSED)) {
            arm(context);
        }
    }

    /** The window has all its events: says what is to be said then. */
    public abstract void complete(KeyedContext context);

    /** The row has closed and no event can change it any more: says what is still to be said. */
    void leave(KeyedContext context) {}

    /** A time asked for by the clock has come; looks at rows itself. */
    public void tick(RowVisitor visitor, KeyedContext context) {}

    /** What is to be rebuilt from a row. */
    void rebuild(Row row) {}

    /** Brings a row and its window into view. */
    @FunctionalInterface
    public interface RowVisitor {
        void view(Row row);
    }

    /** The row is new. */
    public final void created(boolean closed, KeyedContext context) {
        open.add(RowKey.window(cells.row()));
        cells.set(RowCells.CLOSED, closed);
        arm(context);
    }

    /** The starts that stand in rows' keys, the least first. */
    public final Iterable<Long> openWindows() {
        return open.starts();
    }

    /** When the row, as it is, has its turn, whatever its timer is set to: when its window closes, then when nobody needs it any more. */
    public final long dueMillis() {
        if (!cells.is(RowCells.CLOSED)) {
            return window.closes();
        }
        // The last window that needs the row is told before the row goes, though both are due when that closes.
        boolean shared = cells.count() != 0 && window.needed() > window.closes() && !cells.is(RowCells.CHANGED);
        long needed = shared ? window.needed() + 1 : window.closes();
        return needed > Long.MAX_VALUE - withinMillis ? Long.MAX_VALUE : needed + withinMillis;
    }

    /** The row has its turn: tells its window and stays, as long as it is needed, or goes. Whether it told it now. */
    public final boolean due(KeyedContext context) {
        if (cells.is(RowCells.CLOSED)) {
            long due = dueMillis();
            leave(context);
            if (dueMillis() == due) {
                remove(context);
            } else {
                arm(context);
                note();
            }
            return false;
        }
        complete(context);
        cells.set(RowCells.CLOSED, true);
        if (dueMillis() == window.closes()) {
            remove(context);
        } else {
            arm(context);
            note();
        }
        return true;
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

    /** What is held back in all rows; afterwards any row may be in view. */
    public final Waiting waiting(KeyedState state) {
        long oldest = heldWindows == 0 ? Row.NO_TIMER : state.firstTimer(row -> isHeldBack(state, row), MOST_LOOKED_AT);
        return new Waiting(heldWindows, heldEvents, oldest);
    }

    private boolean isHeldBack(KeyedState state, Row row) {
        if (!RowKey.isGroups(row)) {
            return false;
        }
        cells.view(state, row);
        return isHeldBack();
    }

    /** What the row waits for. */
    public final Turn turn() {
        return new Turn(cells.is(RowCells.CLOSED), Math.min(dueMillis(), bounds.deadline()));
    }

    /** Sets the row's timer: to its turn, or sooner where it would have gone by then. */
    public final void arm(KeyedContext context) {
        context.state().setTimer(cells.row(), Math.min(dueMillis(), bounds.deadline()));
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

    /** Who wants to know of rows that go. */
    public final void onRemoval(Consumer<Row> action) {
        removal = action;
    }

    /** The row goes; it was forgotten. */
    public final void remove(KeyedContext context) {
        removal.accept(cells.row());
        context.state().remove(cells.row());
        bounds.removed();
        open.remove(RowKey.window(cells.row()));
    }
}
