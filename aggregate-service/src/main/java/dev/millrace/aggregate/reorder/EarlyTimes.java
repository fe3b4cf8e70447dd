package dev.millrace.aggregate.reorder;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How far events of a group have left before their time, so that what is older than these is late though the watermark has not passed it: a row for
 * each such group until the watermark has. Where there are too many, all groups share the latest of these times. One task, its thread.
 */
final class EarlyTimes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] FLOOR_KEY = {ReorderKey.FLOOR};

    private final long most;
    private final Set<Row> rows = new LinkedHashSet<>();
    private final ByteSink key = new ByteSink(64);
    private KeyedState state;
    private Row floor;

    /** @param most how many groups may have a time of their own, inclusive */
    EarlyTimes(long most) {
        this.most = most;
    }

    /** Forgets all; {@link #found} tells them anew. */
    void open(KeyedState ofState) {
        state = ofState;
        rows.clear();
        floor = null;
    }

    /** A row that was there before. */
    void found(Row row) {
        if (ReorderKey.kind(row) == ReorderKey.FLOOR) {
            floor = row;
        } else {
            rows.add(row);
        }
    }

    /** The time up to which events of the group have left early; {@link Long#MIN_VALUE} for none. */
    long of(ByteSink group) {
        if (rows.isEmpty() && floor == null) {
            return Long.MIN_VALUE;
        }
        Row row = find(group.array(), group.length());
        return Math.max(row == null ? Long.MIN_VALUE : time(row), floor == null ? Long.MIN_VALUE : time(floor));
    }

    /**
     * An event of the group has left early.
     *
     * @param dueMillis when the watermark will have passed it
     */
    void left(byte[] group, long timeMillis, long dueMillis) {
        Row row = find(group, group.length);
        if (row == null) {
            row = state.create(key.array(), 0, key.length(), Long.BYTES);
            rows.add(row);
            set(row, timeMillis, dueMillis);
        } else if (timeMillis > time(row)) {
            set(row, timeMillis, dueMillis);
        }
        if (rows.size() > most) {
            share();
        }
    }

    /** A row's time is over. */
    void due(Row row) {
        if (row == floor) {
            floor = null;
        } else {
            rows.remove(row);
        }
        state.remove(row);
    }

    private void share() {
        Row latest = null;
        for (Row row : rows) {
            latest = latest == null || time(row) > time(latest) ? row : latest;
        }
        if (floor == null) {
            floor = state.create(FLOOR_KEY, 0, FLOOR_KEY.length, Long.BYTES);
            set(floor, time(latest), latest.timerMillis());
        } else if (time(latest) > time(floor)) {
            set(floor, time(latest), latest.timerMillis());
        }
        rows.forEach(state::remove);
        rows.clear();
    }

    private Row find(byte[] group, int length) {
        key.truncate(0);
        key.put((char) ReorderKey.EARLY).put(group, 0, length);
        return state.find(key.array(), 0, key.length());
    }

    private void set(Row row, long timeMillis, long dueMillis) {
        state.touch(row);
        LONG.set(row.bytes(), row.valueOffset(), timeMillis);
        state.setTimer(row, dueMillis);
    }

    private static long time(Row row) {
        return (long) LONG.get(row.bytes(), row.valueOffset());
    }
}
