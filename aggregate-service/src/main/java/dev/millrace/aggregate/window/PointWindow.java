package dev.millrace.aggregate.window;

import dev.millrace.aggregate.row.RowKey;
import dev.millrace.engine.state.Row;

/**
 * A window of one length that ends with a point of time, both ends inclusive. A row is the events of a point, and stands for the window that ends
 * with it. One task, its thread.
 */
public final class PointWindow implements RowWindow {

    private final long lengthMillis;
    private long point;

    public PointWindow(long lengthMillis) {
        this.lengthMillis = lengthMillis;
    }

    @Override
    public void of(Row row) {
        locate(RowKey.window(row));
    }

    /** Brings the window that ends with a point into view. */
    public void locate(long pointMillis) {
        point = pointMillis;
    }

    /** The last point whose window has the one in view. */
    public long lastPoint() {
        return SessionWindow.sum(point, lengthMillis);
    }

    /** The first point whose window has the one in view no more. */
    public long pointAfter() {
        return SessionWindow.sum(lastPoint(), 1);
    }

    @Override
    public long start() {
        long start = point - lengthMillis;
        return start > point ? Long.MIN_VALUE : start;
    }

    @Override
    public long end() {
        return point;
    }

    @Override
    public long closes() {
        return SessionWindow.sum(point, 1);
    }

    @Override
    public long needed() {
        return pointAfter();
    }

    @Override
    public long resultTime() {
        return point;
    }
}
