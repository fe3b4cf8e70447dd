package dev.millrace.aggregate.window;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.state.Row;

/**
 * The session that the row in view is: from its first event to its last, both inclusive, and on to where a further event would still belong to it.
 * One task, its thread.
 */
public final class SessionWindow implements RowWindow {

    private final RowCells cells;
    private final long maxMillis;
    private final int startAt;
    private final int lastAt;
    private final int untilAt;

    /**
     * Takes its place in the layout.
     *
     * @param maxMillis how far a session's last event is from its first at most, inclusive
     */
    public SessionWindow(RowCells cells, long maxMillis) {
        this.cells = cells;
        this.maxMillis = maxMillis;
        this.startAt = cells.reserve(Long.BYTES);
        this.lastAt = cells.reserve(Long.BYTES);
        this.untilAt = cells.reserve(Long.BYTES);
    }

    @Override
    public void of(Row row) {}

    /** The time of a row's first event. */
    public long startOf(Row row) {
        return RowCells.longOf(row, startAt);
    }

    /** The time of a row's last event. */
    public long lastOf(Row row) {
        return RowCells.longOf(row, lastAt);
    }

    /** The last time at which an event belongs to a row's session by the pauses. */
    public long untilOf(Row row) {
        return RowCells.longOf(row, untilAt);
    }

    /** Whether events from one time to the other fit into one session. */
    public boolean fits(long firstMillis, long lastMillis) {
        long length = lastMillis - firstMillis;
        return length >= 0 && length <= maxMillis;
    }

    /** Sets the borders of the row in view. */
    public void set(long startMillis, long lastMillis, long untilMillis) {
        cells.setLong(startAt, startMillis);
        cells.setLong(lastAt, lastMillis);
        cells.setLong(untilAt, untilMillis);
    }

    @Override
    public long start() {
        return cells.getLong(startAt);
    }

    @Override
    public long end() {
        return cells.getLong(lastAt);
    }

    /** As {@link #untilOf}, of the row in view. */
    public long until() {
        return cells.getLong(untilAt);
    }

    @Override
    public long closes() {
        return closes(start(), until());
    }

    /** The watermark at which a session with these borders has all its events. */
    public long closes(long startMillis, long untilMillis) {
        return Math.min(untilMillis, sum(startMillis, maxMillis)) + 1;
    }

    @Override
    public long needed() {
        return closes();
    }

    @Override
    public long resultTime() {
        return closes() - 1;
    }

    /** A time and a length, or the last time that has one after it. */
    public static long sum(long timeMillis, long lengthMillis) {
        long sum = timeMillis + lengthMillis;
        return sum < timeMillis || sum == Long.MAX_VALUE ? Long.MAX_VALUE - 1 : sum;
    }
}
