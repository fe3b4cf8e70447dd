package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.util.Arrays;

/**
 * The keys of a topK's rows: one byte for the kind; the window's start and a number within the group's window, eight bytes big-endian each; then the
 * group's bytes. Part of the stored format. Stateless; any thread.
 */
final class TopKKey {

    /** What is known of a group's window; its number is 0. */
    static final byte HEAD = 0;
    /** A ranked row. */
    static final byte RANKED = 1;
    /** Where the group begins. */
    static final int GROUP_AT = 1 + 2 * Long.BYTES;

    private static final int WINDOW_AT = 1;
    private static final int NUMBER_AT = 1 + Long.BYTES;
    private static final byte[] ROOM = new byte[GROUP_AT];

    private TopKKey() {}

    /** Starts the key of a group's head, behind which the group's bytes are to be appended. */
    static void begin(ByteSink key) {
        key.truncate(0);
        key.put(ROOM);
    }

    /** Makes a key that was begun that of the head in a window. */
    static void setHead(ByteSink key, long windowMillis) {
        key.array()[0] = HEAD;
        BigEndian.setLong(key.array(), WINDOW_AT, windowMillis);
        BigEndian.setLong(key.array(), NUMBER_AT, 0);
    }

    /** Makes a key that of a ranked row with that number. */
    static void setRanked(ByteSink key, long number) {
        key.array()[0] = RANKED;
        BigEndian.setLong(key.array(), NUMBER_AT, number);
    }

    /** Writes the key of the head of a row's window. */
    static void headOf(Row row, ByteSink key) {
        key.truncate(0);
        key.put(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength());
        setHead(key, window(row));
    }

    static boolean isHead(Row row) {
        return row.bytes()[row.keyOffset()] == HEAD;
    }

    /** The start of a row's window, epoch ms. */
    static long window(Row row) {
        return BigEndian.getLong(row.bytes(), row.keyOffset() + WINDOW_AT);
    }

    /** The number of a ranked row: of two alike, the later to come has the larger one. */
    static long number(Row row) {
        return BigEndian.getLong(row.bytes(), row.keyOffset() + NUMBER_AT);
    }

    static byte[] group(Row row) {
        return Arrays.copyOfRange(row.bytes(), row.keyOffset() + GROUP_AT, row.keyOffset() + row.keyLength());
    }
}
