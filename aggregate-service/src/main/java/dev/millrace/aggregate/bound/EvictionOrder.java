package dev.millrace.aggregate.bound;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.engine.state.Row;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Which row goes first when there are too many: that of the window that ends first, of those the one touched least recently. Each touch has a
 * number, which stands in the row, so that the order is a function of the rows. A touch costs nothing here: an entry may lag behind its row, and
 * is put where it belongs when it comes to the front, at most once for each touch. One task, its thread.
 */
final class EvictionOrder {

    /** So many entries of rows that have gone are never worth clearing away. */
    private static final int FEW = 64;

    private static final class Entry {
        private final Row row;
        private final long windowStart;
        private long touch;

        Entry(Row row, long windowStart, long touch) {
            this.row = row;
            this.windowStart = windowStart;
            this.touch = touch;
        }
    }

    private static final Comparator<Entry> OLDEST_FIRST =
            Comparator.<Entry>comparingLong(entry -> entry.windowStart).thenComparingLong(entry -> entry.touch);

    private final RowCells cells;
    private final boolean byWindow;
    private final int touchAt;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(OLDEST_FIRST);
    private long nextTouch;
    private long rows;

    /**
     * Takes its place in the layout: the number of the row's last touch.
     *
     * @param byWindow whether rows of earlier windows go first, whenever they were touched
     */
    EvictionOrder(RowCells cells, boolean byWindow) {
        this.cells = cells;
        this.byWindow = byWindow;
        this.touchAt = cells.reserve(Long.BYTES);
    }

    private Entry entry(Row row, long touch) {
        return new Entry(row, byWindow ? RowKey.window(row) : 0, touch);
    }

    /** Forgets all rows; {@link #found} tells them anew. */
    void clear() {
        entries.clear();
        rows = 0;
        nextTouch = 0;
    }

    /** A row that was there before. */
    void found(Row row) {
        long touch = RowCells.longOf(row, touchAt);
        entries.add(entry(row, touch));
        nextTouch = Math.max(nextTouch, touch + 1);
        rows++;
    }

    /** The row in view has taken an event. */
    void touch() {
        cells.setLong(touchAt, nextTouch++);
    }

    /** The row in view is new and was touched. */
    void created() {
        entries.add(entry(cells.row(), nextTouch - 1));
        rows++;
    }

    /** A row has gone. */
    void removed() {
        rows--;
        if (entries.size() > 2 * rows + FEW) {
            entries.removeIf(entry -> isGone(entry.row));
        }
    }

    private static boolean isGone(Row row) {
        return row.valueLength() == 0;
    }

    long rows() {
        return rows;
    }

    /** The row that is to go first; there is one. It must be removed then. */
    Row takeOldest() {
        while (true) {
            Entry first = entries.remove();
            if (isGone(first.row)) {
                continue;
            }
            long touch = RowCells.longOf(first.row, touchAt);
            if (touch == first.touch) {
                return first.row;
            }
            first.touch = touch;
            entries.add(first);
        }
    }
}
