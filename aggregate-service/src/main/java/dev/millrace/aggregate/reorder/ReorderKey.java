package dev.millrace.aggregate.reorder;

import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The keys of a reorder's rows: one byte for the kind; of a held event its time with the sign flipped and its number, eight bytes big-endian each, so that
 * keys sort as events leave; then the group's bytes. Part of the stored format. Stateless; any thread.
 */
final class ReorderKey {

    /** An event that is held. */
    static final byte HELD = 0;
    /** How far events of one group have left early. */
    static final byte EARLY = 1;
    /** How far events of all groups count as left. */
    static final byte FLOOR = 2;

    /** Where the group begins in the key of a held event. */
    static final int HELD_GROUP_AT = 1 + 2 * Long.BYTES;

    private static final int NUMBER_AT = 1 + Long.BYTES;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] ROOM = new byte[HELD_GROUP_AT];

    private ReorderKey() {}

    /** Writes the key of a held event. */
    static void held(long timeMillis, long number, ByteSink group, ByteSink out) {
        out.truncate(0);
        out.put(ROOM);
        LONG.set(out.array(), 1, timeMillis ^ Long.MIN_VALUE);
        LONG.set(out.array(), NUMBER_AT, number);
        out.put(group);
    }

    static byte kind(Row row) {
        return row.bytes()[row.keyOffset()];
    }

    /** The time of a held event. */
    static long timeMillis(Row row) {
        return (long) LONG.get(row.bytes(), row.keyOffset() + 1) ^ Long.MIN_VALUE;
    }

    /** The number of a held event: of two with one time, that of the later to come is larger. */
    static long number(Row row) {
        return (long) LONG.get(row.bytes(), row.keyOffset() + NUMBER_AT);
    }

    /** Which of two held events leaves first. */
    static int compare(Row one, Row other) {
        return Arrays.compareUnsigned(
                one.bytes(),
                one.keyOffset(),
                one.keyOffset() + HELD_GROUP_AT,
                other.bytes(),
                other.keyOffset(),
                other.keyOffset() + HELD_GROUP_AT);
    }

    /** The group of a held event. */
    static byte[] group(Row row) {
        return Arrays.copyOfRange(row.bytes(), row.keyOffset() + HELD_GROUP_AT, row.keyOffset() + row.keyLength());
    }

    /** Whether a held event is of that group. */
    static boolean isOf(Row row, byte[] group) {
        return Arrays.equals(
                row.bytes(),
                row.keyOffset() + HELD_GROUP_AT,
                row.keyOffset() + row.keyLength(),
                group,
                0,
                group.length);
    }
}
