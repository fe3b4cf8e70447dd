package dev.millrace.benchmarks.compare.job;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Count and sum by key of one window: open addressing over a single array of primitives, and a list of the rows touched since the last
 * commit. One thread.
 */
final class WindowRows {

    /** Takes a row. */
    interface Reader {
        void row(long key, long count, long sum);
    }

    static final int ROW_BYTES = 3 * Long.BYTES;

    private static final int KEY = 0;
    private static final int COUNT = 1;
    private static final int SUM = 2;
    private static final int TOUCHED = 3;
    private static final int WIDTH = 4;

    private long[] rows = new long[1_024 * WIDTH];
    private int[] touched = new int[1_024];
    private int touchedSize;
    private int size;
    private long interval = 1;

    void add(long key, long value) {
        int at = slot(key);
        if (rows[at + COUNT]++ == 0) {
            rows[at + KEY] = key;
            size++;
        }
        rows[at + SUM] += value;
        if (rows[at + TOUCHED] != interval) {
            rows[at + TOUCHED] = interval;
            touch(at);
        }
        if (size * 2 * WIDTH > rows.length) {
            grow();
        }
    }

    int touched() {
        return touchedSize;
    }

    void forEach(Reader reader) {
        for (int at = 0; at < rows.length; at += WIDTH) {
            if (rows[at + COUNT] != 0) {
                reader.row(rows[at + KEY], rows[at + COUNT], rows[at + SUM]);
            }
        }
    }

    /** Writes touched rows, beginning with one, as long as there is room; answers the first that was not written. */
    int pack(ByteBuffer into, int from) {
        int i = from;
        while (i < touchedSize && into.remaining() >= ROW_BYTES) {
            int at = touched[i++];
            into.putLong(rows[at + KEY]).putLong(rows[at + COUNT]).putLong(rows[at + SUM]);
        }
        return i;
    }

    /** Nothing is touched any more. */
    void committed() {
        touchedSize = 0;
        interval++;
    }

    private int slot(long key) {
        int mask = rows.length - WIDTH;
        int at = (int) (key * 0x9E3779B97F4A7C15L >>> 32) * WIDTH & mask;
        while (rows[at + COUNT] != 0 && rows[at + KEY] != key) {
            at = at + WIDTH & mask;
        }
        return at;
    }

    private void touch(int at) {
        if (touchedSize == touched.length) {
            touched = Arrays.copyOf(touched, touchedSize * 2);
        }
        touched[touchedSize++] = at;
    }

    private void grow() {
        long[] old = rows;
        rows = new long[old.length * 2];
        touchedSize = 0;
        for (int from = 0; from < old.length; from += WIDTH) {
            if (old[from + COUNT] != 0) {
                int at = slot(old[from + KEY]);
                System.arraycopy(old, from, rows, at, WIDTH);
                if (rows[at + TOUCHED] == interval) {
                    touch(at);
                }
            }
        }
    }
}
