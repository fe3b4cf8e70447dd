package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.util.Arrays;

/**
 * The keys of a time series' rows: one byte for the resolution, from 0 for the shortest; the window's start, eight bytes big-endian; then the group's
 * bytes. Part of the stored format. Stateless; any thread.
 */
final class SeriesKey {

    /** Where the group begins. */
    static final int GROUP_AT = 1 + Long.BYTES;

    private static final byte[] ROOM = new byte[GROUP_AT];

    private SeriesKey() {}

    /** Starts a key, behind which the group's bytes are to be appended. */
    static void begin(ByteSink key) {
        key.truncate(0);
        key.put(ROOM);
    }

    /** Writes the key of a row. */
    static void of(Row row, ByteSink key) {
        key.truncate(0);
        key.put(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength());
    }

    /** Makes a key that was begun that of a window. */
    static void set(ByteSink key, int resolution, long startMillis) {
        key.array()[0] = (byte) resolution;
        BigEndian.setLong(key.array(), 1, startMillis);
    }

    static int resolution(Row row) {
        return row.bytes()[row.keyOffset()];
    }

    /** The start of a row's window, epoch ms. */
    static long start(Row row) {
        return BigEndian.getLong(row.bytes(), row.keyOffset() + 1);
    }

    static byte[] group(Row row) {
        return Arrays.copyOfRange(row.bytes(), row.keyOffset() + GROUP_AT, row.keyOffset() + row.keyLength());
    }
}
