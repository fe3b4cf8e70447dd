package dev.millrace.aggregate.row;

import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The key of a row: the window's start, eight bytes big-endian with the sign flipped so that they sort, then the group's bytes. Part of the
 * stored format. A row with an empty key is no group's. Stateless; any thread.
 */
public final class RowKey {

    /** Bytes in front of the group's. */
    public static final int GROUP_AT = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] ROOM = new byte[GROUP_AT];

    private RowKey() {}

    /** Starts a key: room for the window's start, behind which the group's bytes are to be appended. */
    public static void begin(ByteSink key) {
        key.truncate(0);
        key.put(ROOM);
    }

    /** Sets the window of a key that was begun. */
    public static void setWindow(ByteSink key, long startMillis) {
        LONG.set(key.array(), 0, startMillis ^ Long.MIN_VALUE);
    }

    /** Whether a row is that of a group; one with an empty key is of the step itself. */
    public static boolean isGroups(Row row) {
        return row.keyLength() >= GROUP_AT;
    }

    /** The start of a row's window, epoch ms. */
    public static long window(Row row) {
        return (long) LONG.get(row.bytes(), row.keyOffset()) ^ Long.MIN_VALUE;
    }
}
