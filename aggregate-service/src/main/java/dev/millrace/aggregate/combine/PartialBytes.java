package dev.millrace.aggregate.combine;

import dev.millrace.engine.state.Row;
import java.nio.ByteBuffer;

/**
 * A row on its way through a repartition topic, format 1: the length of its key, four bytes big-endian, then key and value as they stand in
 * the row. The value's layout is that of the step's settings, which are the same on both sides. Stateless; any thread.
 */
final class PartialBytes {

    /** Where the key begins. */
    static final int KEY_AT = Integer.BYTES;

    private PartialBytes() {}

    static byte[] write(Row row) {
        return ByteBuffer.allocate(KEY_AT + row.keyLength() + row.valueLength())
                .putInt(row.keyLength())
                .put(row.bytes(), row.keyOffset(), row.keyLength())
                .put(row.bytes(), row.valueOffset(), row.valueLength())
                .array();
    }

    /**
     * Where the key ends and the value begins.
     *
     * @throws IllegalArgumentException when these are no partial's bytes
     */
    static int keyEnd(byte[] partial) {
        int length = partial.length < KEY_AT ? -1 : ByteBuffer.wrap(partial).getInt();
        if (length < 0 || length > partial.length - KEY_AT) {
            throw new IllegalArgumentException("these " + partial.length + " bytes are not a partial result");
        }
        return KEY_AT + length;
    }
}
