package dev.millrace.aggregate.bound;

import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.nio.ByteBuffer;

/**
 * Which pane comes next in windows of which a group was told and went before its time, so that no two results of a group and window have one
 * number. Known for windows, not for groups, in one row with an empty key: entries of first and last window start, both inclusive, and pane, by
 * window. Of more windows than there is room for the oldest are taken together under the highest pane. One task, its thread.
 */
final class EarlyPanes {

    private static final int MOST_ENTRIES = 32;
    private static final int ENTRY = 2 * Long.BYTES + Integer.BYTES;
    private static final int LAST_AT = Long.BYTES;
    private static final int PANE_AT = 2 * Long.BYTES;
    private static final byte[] KEY = {};

    private final TumblingWindows windows;
    private final long withinMillis;
    private KeyedState state;
    private Row row;
    private ByteBuffer entries = ByteBuffer.allocate(0);

    /** @param withinMillis how long after its end a window may still come to life */
    EarlyPanes(TumblingWindows windows, long withinMillis) {
        this.windows = windows;
        this.withinMillis = withinMillis;
    }

    void open(KeyedState ofState) {
        state = ofState;
        row = state.find(KEY, 0, 0);
        view();
    }

    private void view() {
        entries = row == null
                ? ByteBuffer.allocate(0)
                : ByteBuffer.wrap(row.bytes(), row.valueOffset(), row.valueLength())
                        .slice();
    }

    /** Bytes in the state. */
    int bytes() {
        return row == null ? 0 : row.valueLength();
    }

    /** The pane that a row of a window begins with. */
    int first(long windowStart) {
        int at = at(windowStart);
        return at < 0 ? 0 : entries.getInt(at + PANE_AT);
    }

    private int at(long windowStart) {
        for (int at = 0; at < bytes(); at += ENTRY) {
            if (windowStart <= entries.getLong(at + LAST_AT)) {
                return windowStart >= entries.getLong(at) ? at : -1;
            }
        }
        return -1;
    }

    /** A row of this window is about to go: its next pane would have been that one. */
    void keep(long windowStart, int pane) {
        int at = at(windowStart);
        if (at >= 0) {
            if (entries.getInt(at + PANE_AT) < pane) {
                state.touch(row);
                entries.putInt(at + PANE_AT, pane);
            }
            return;
        }
        insert(windowStart, pane);
        if (bytes() > MOST_ENTRIES * ENTRY) {
            mergeOldest();
        }
        state.setTimer(row, over(0));
    }

    private void insert(long windowStart, int pane) {
        int length = bytes();
        if (row == null) {
            row = state.create(KEY, 0, 0, ENTRY);
        } else {
            state.resize(row, length + ENTRY);
        }
        view();
        int at = 0;
        while (at < length && entries.getLong(at) < windowStart) {
            at += ENTRY;
        }
        move(at, at + ENTRY, length - at);
        entries.putLong(at, windowStart).putLong(at + LAST_AT, windowStart).putInt(at + PANE_AT, pane);
    }

    private void mergeOldest() {
        int pane = Math.max(entries.getInt(PANE_AT), entries.getInt(ENTRY + PANE_AT));
        entries.putLong(ENTRY, entries.getLong(0)).putInt(ENTRY + PANE_AT, pane);
        dropFirst();
    }

    private void dropFirst() {
        int left = bytes() - ENTRY;
        move(ENTRY, 0, left);
        state.resize(row, left);
        view();
    }

    private void move(int from, int to, int length) {
        System.arraycopy(row.bytes(), row.valueOffset() + from, row.bytes(), row.valueOffset() + to, length);
    }

    /** When the windows of an entry can have no rows any more. */
    private long over(int at) {
        windows.locate(entries.getLong(at + LAST_AT));
        return windows.end() + withinMillis;
    }

    /** The row's timer is due: forgets windows that are over. */
    void due(long watermarkMillis) {
        while (bytes() > 0 && over(0) <= watermarkMillis) {
            dropFirst();
        }
        if (bytes() > 0) {
            state.setTimer(row, over(0));
        } else {
            state.remove(row);
            row = null;
            view();
        }
    }
}
