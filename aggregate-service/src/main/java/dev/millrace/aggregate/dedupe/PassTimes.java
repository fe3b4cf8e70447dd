package dev.millrace.aggregate.dedupe;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The value of an id's row: for each event of the id that has passed and still counts, its time and the number of the pass, eight bytes big-endian
 * each, in no order. Mostly there is one; there are several where events of one id are further apart than repetitions are. Part of the stored format.
 * Stateless; any thread.
 */
final class PassTimes {

    static final int LENGTH = 2 * Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private PassTimes() {}

    static int count(Row row) {
        return row.valueLength() / LENGTH;
    }

    static long time(Row row, int at) {
        return (long) LONG.get(row.bytes(), row.valueOffset() + at * LENGTH);
    }

    static long number(Row row, int at) {
        return (long) LONG.get(row.bytes(), row.valueOffset() + at * LENGTH + Long.BYTES);
    }

    /** Where the pass of that number stands; -1 when it is not there, as in a row that has gone. */
    static int find(Row row, long number) {
        for (int i = 0; i < count(row); i++) {
            if (number(row, i) == number) {
                return i;
            }
        }
        return -1;
    }

    /** Appends a pass to a row, whose bytes for it are there. */
    static void set(Row row, int at, long timeMillis, long number) {
        LONG.set(row.bytes(), row.valueOffset() + at * LENGTH, timeMillis);
        LONG.set(row.bytes(), row.valueOffset() + at * LENGTH + Long.BYTES, number);
    }

    /** Takes a pass out; the last takes its place, and with the only one the row goes. */
    static void remove(KeyedState state, Row row, int at) {
        int last = count(row) - 1;
        if (last == 0) {
            state.remove(row);
            return;
        }
        state.touch(row);
        set(row, at, time(row, last), number(row, last));
        state.resize(row, last * LENGTH);
    }
}
