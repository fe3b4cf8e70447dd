package dev.millrace.aggregate.bound;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.BoundsSpec;
import dev.millrace.model.aggregate.WindowSpec;

/**
 * How much of its state a task may keep: says which row is to go, and when. All it knows stands in the rows, so that what goes is a function of
 * events and watermarks. The row meant is the one in view. One task, its thread.
 */
public final class StateBounds {

    private static final long NEVER = Long.MAX_VALUE;

    private final RowCells cells;
    private final long maxKeys;
    private final long maxBytes;
    private final long ttlMillis;
    private final int touchedAt;
    private final EvictionOrder order;
    private final EarlyPanes panes;
    private KeyedState state;

    /** Takes its place in the layout: for {@code ttl} the time of the last touch, for the others its number. */
    public StateBounds(AggregateSettings settings, RowCells cells) {
        BoundsSpec bounds = settings.bounds();
        this.cells = cells;
        this.maxKeys = bounds.maxKeys();
        this.maxBytes = bounds.maxBytes();
        this.ttlMillis = bounds.ttl().map(java.time.Duration::toMillis).orElse(NEVER);
        this.touchedAt = ttlMillis == NEVER ? 0 : cells.reserve(Long.BYTES);
        this.order =
                bounds.limitsSize() ? new EvictionOrder(cells, settings.window().isAligned()) : null;
        this.panes = settings.window().kind() == WindowSpec.Kind.TUMBLING
                ? new EarlyPanes(
                        new TumblingWindows(settings.window(), settings.window().size()),
                        settings.late().within().toMillis())
                : null;
    }

    /** Rebuilds what is derived from rows. */
    public void open(KeyedState ofState) {
        state = ofState;
        if (panes != null) {
            panes.open(state);
        }
        if (order != null) {
            order.clear();
            state.forEach(row -> {
                if (RowKey.isGroups(row)) {
                    order.found(row);
                }
            });
        }
    }

    /** The row has taken an event, at that time by the step's clock. */
    public void touched(long timeMillis) {
        if (ttlMillis != NEVER) {
            cells.setLong(touchedAt, timeMillis);
        }
        if (order != null) {
            order.touch();
        }
    }

    /** The row is new and was touched. */
    public void created() {
        if (order != null) {
            order.created();
        }
    }

    /** A row was removed. */
    public void removed() {
        if (order != null) {
            order.removed();
        }
    }

    /** When the row goes if nothing touches it any more; {@link Long#MAX_VALUE} for never. */
    public long deadline() {
        if (ttlMillis == NEVER) {
            return NEVER;
        }
        long deadline = cells.getLong(touchedAt) + ttlMillis;
        return deadline < cells.getLong(touchedAt) ? NEVER : deadline;
    }

    /** The bound that does not hold now; null when all do. */
    public Eviction exceeded() {
        if (order == null || order.rows() == 0) {
            return null;
        }
        if (order.rows() > maxKeys) {
            return Eviction.MAX_KEYS;
        }
        return state.bytes() - (panes == null ? 0 : panes.bytes()) > maxBytes ? Eviction.MAX_BYTES : null;
    }

    /** The row that is to go first; there is one, and it is removed then. */
    public Row takeOldest() {
        return order.takeOldest();
    }

    /** The number of the first result of a row that is new in this window. */
    public int firstPane(long windowStart) {
        return panes == null ? 0 : panes.first(windowStart);
    }

    /** The row goes before its time: later ones of its tumbling window begin with the pane that would have been its next. */
    public void keepPane(long windowStart) {
        if (panes != null && cells.pane() > 0) {
            panes.keep(windowStart, cells.pane());
        }
    }

    /** The timer of what is kept besides groups is due. */
    public void due(long watermarkMillis) {
        panes.due(watermarkMillis);
    }
}
