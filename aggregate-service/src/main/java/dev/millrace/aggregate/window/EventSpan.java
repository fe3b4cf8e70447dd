package dev.millrace.aggregate.window;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.state.Row;

/**
 * A window that reaches from the time of its first event to that of its last, both inclusive, whichever came first. It ends when its operator says so,
 * or, where it has a greatest length, when time has come further. One task, its thread.
 */
public final class EventSpan implements RowWindow {

    private final RowCells cells;
    private final long maxMillis;
    private final int startAt;
    private final int lastAt;
    private long caused;

    /**
     * Takes its place in the layout.
     *
     * @param maxMillis how far the last event is from the first at most, inclusive; {@link Long#MAX_VALUE} for any length
     */
    public EventSpan(RowCells cells, long maxMillis) {
        this.cells = cells;
        this.maxMillis = maxMillis;
        this.startAt = cells.reserve(Long.BYTES);
        this.lastAt = cells.reserve(Long.BYTES);
    }

    @Override
    public void of(Row row) {}

    /** The row in view begins with an event of that time. */
    public void begin(long timeMillis) {
        cells.setLong(startAt, timeMillis);
        cells.setLong(lastAt, timeMillis);
    }

    /** The row in view has an event of that time. */
    public void reach(long timeMillis) {
        reach(timeMillis, timeMillis);
    }

    /** The row in view has events from that time to that. */
    public void reach(long firstMillis, long lastMillis) {
        cells.setLong(startAt, Math.min(start(), firstMillis));
        cells.setLong(lastAt, Math.max(end(), lastMillis));
    }

    /** Whether an event of that time is further from the row's first than a window is long. */
    public boolean isBeyond(long timeMillis) {
        return timeMillis > SessionWindow.sum(start(), maxMillis);
    }

    /** What happens now has that time. */
    public void caused(long timeMillis) {
        caused = timeMillis;
    }

    @Override
    public long start() {
        return cells.getLong(startAt);
    }

    @Override
    public long end() {
        return cells.getLong(lastAt);
    }

    @Override
    public long closes() {
        return maxMillis == Long.MAX_VALUE ? Long.MAX_VALUE : SessionWindow.sum(start(), maxMillis) + 1;
    }

    @Override
    public long needed() {
        return closes();
    }

    @Override
    public long resultTime() {
        return caused;
    }
}
