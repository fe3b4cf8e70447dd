package dev.millrace.engine.changelog;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.marker.Varint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A whole segment of a task's state as a base of the state log left it, kept outside of the log so that a new owner need not read that far back.
 * Its stored form: format, CRC-32C of what follows, offset, time, topic id, rows. Immutable as long as nobody writes to the rows.
 *
 * @param topicId of the state log: a log that was deleted and made anew has another
 * @param offset of the base's last record: whatever the log says of the segment up to there is in the rows
 * @param millis when it was committed, epoch ms, by the clock of the process that did
 * @param rows as in a base: their number, then each
 */
public record SegmentCopy(String topicId, long offset, long millis, byte[] rows) {

    private static final byte FORMAT = 2;
    private static final int CRC_AT = 1;
    private static final int OFFSET_AT = CRC_AT + Integer.BYTES;
    private static final int ID_AT = OFFSET_AT + 2 * Long.BYTES;

    /** The stored form. */
    public byte[] encode() {
        byte[] id = topicId.getBytes(StandardCharsets.UTF_8);
        byte[] stored = new byte[ID_AT + 1 + id.length + rows.length];
        ByteBuffer.wrap(stored)
                .put(FORMAT)
                .putInt(0)
                .putLong(offset)
                .putLong(millis)
                .put((byte) id.length)
                .put(id)
                .put(rows);
        ByteBuffer.wrap(stored).putInt(CRC_AT, crc(stored));
        return stored;
    }

    /** Reads what {@link #encode} gave; empty where a byte of it is not as it was, or a newer version wrote it. */
    public static Optional<SegmentCopy> decode(byte[] stored) {
        if (stored.length <= ID_AT || stored[0] != FORMAT) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(stored, CRC_AT, stored.length - CRC_AT);
        if (in.getInt() != crc(stored)) {
            return Optional.empty();
        }
        try {
            long offset = in.getLong();
            long millis = in.getLong();
            byte[] id = new byte[in.get()];
            in.get(id);
            byte[] rows = new byte[in.remaining()];
            in.get(rows);
            return Optional.of(new SegmentCopy(new String(id, StandardCharsets.UTF_8), offset, millis, rows));
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            return Optional.empty();
        }
    }

    /**
     * Adds to a state those of its rows whose key ends with some bytes.
     *
     * @return whether there are any
     */
    public boolean addRowsOf(byte[] keyEnd, KeyedState to) {
        ByteBuffer in = ByteBuffer.wrap(rows);
        long before = to.size();
        for (long left = Varint.read(in); left > 0; left--) {
            Rows.apply(in, Rows.nextKeyEndsWith(in, keyEnd) ? to : null);
        }
        return to.size() > before;
    }

    /**
     * Whether a stored form should take the place of another: of one log the higher offset stays, of two logs the one that is put now.
     *
     * @param present null when there is none
     */
    public static boolean replaces(byte[] next, byte[] present) {
        if (present == null || present.length <= ID_AT || next.length <= ID_AT || present[0] != next[0]) {
            return true;
        }
        boolean sameLog = present[ID_AT] == next[ID_AT]
                && java.util.Arrays.equals(present, ID_AT + 1, idEnd(present), next, ID_AT + 1, idEnd(next));
        return !sameLog
                || ByteBuffer.wrap(next).getLong(OFFSET_AT)
                        > ByteBuffer.wrap(present).getLong(OFFSET_AT);
    }

    private static int idEnd(byte[] stored) {
        return Math.min(stored.length, ID_AT + 1 + Math.max(0, stored[ID_AT]));
    }

    private static int crc(byte[] stored) {
        CRC32C crc = new CRC32C();
        crc.update(stored, OFFSET_AT, stored.length - OFFSET_AT);
        return (int) crc.getValue();
    }
}
