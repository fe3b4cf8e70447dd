package dev.millrace.aggregate.batch;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A view of one group's open batch: a row of its own with what is known of its events, whose timer is the batch's end, and a row for each event. Keys
 * are a number of four bytes big-endian, an event's place in the batch or -1, and the group's bytes; an event's value is its document. Part of the stored
 * format. So an event changes a few bytes, however large the batch is. One task, its thread.
 */
final class OpenBatch {

    /** Where the group begins in a key. */
    static final int GROUP_AT = Integer.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEAD = -1;
    private static final byte[] ROOM = new byte[GROUP_AT];
    private static final int FROM_AT = 0;
    private static final int TO_AT = 8;
    private static final int TIME_AT = 16;
    private static final int BYTES_AT = 24;
    private static final int COUNT_AT = 32;
    private static final int PARTITION_AT = 36;
    private static final int LENGTH = 40;

    private final ByteSink key = new ByteSink(64);
    private KeyedState state;
    private Row head;

    void open(KeyedState rows) {
        state = rows;
        head = null;
    }

    static boolean isHead(Row row) {
        return (int) INT.get(row.bytes(), row.keyOffset()) == HEAD;
    }

    /** Starts the key of a group, whose bytes are to be appended; {@link #find} looks for it. */
    ByteSink begin() {
        key.truncate(0);
        return key.put(ROOM);
    }

    /** Looks at the group's open batch; whether there is one. */
    boolean find() {
        setPlace(HEAD);
        head = state.find(key.array(), 0, key.length());
        return head != null;
    }

    /** Looks at the batch of a row with what is known of it. */
    void view(Row row) {
        key.truncate(0);
        key.put(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength());
        head = row;
    }

    /** Opens a batch of the group, which has none. */
    void create(int partition) {
        setPlace(HEAD);
        head = state.create(key.array(), 0, key.length(), LENGTH);
        INT.set(head.bytes(), head.valueOffset() + PARTITION_AT, partition);
        LONG.set(head.bytes(), head.valueOffset() + FROM_AT, Long.MAX_VALUE);
        LONG.set(head.bytes(), head.valueOffset() + TO_AT, Long.MIN_VALUE);
    }

    /**
     * Appends an event.
     *
     * @param stepMillis the time by the step's clock
     */
    void add(byte[] document, long eventMillis, long stepMillis) {
        setPlace(count());
        Row row = state.create(key.array(), 0, key.length(), document.length);
        System.arraycopy(document, 0, row.bytes(), row.valueOffset(), document.length);
        state.touch(head);
        set(FROM_AT, Math.min(from(), eventMillis));
        set(TO_AT, Math.max(to(), eventMillis));
        set(TIME_AT, stepMillis);
        set(BYTES_AT, bytes() + document.length);
        INT.set(head.bytes(), head.valueOffset() + COUNT_AT, count() + 1);
    }

    /** Appends the events' documents, joined by commas, and removes all rows of the batch. */
    void take(ByteSink out) {
        int count = count();
        for (int i = 0; i < count; i++) {
            setPlace(i);
            Row row = state.find(key.array(), 0, key.length());
            out.put(i == 0 ? "" : ",").put(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength());
            state.remove(row);
        }
        state.remove(head);
        head = null;
    }

    /** When it ends; {@link Row#NO_TIMER} before that was set, and while its timer fires. */
    long dueMillis() {
        return head.timerMillis();
    }

    void setDue(long timeMillis) {
        state.setTimer(head, timeMillis);
    }

    /** The group's bytes, in {@link #key} from {@link #GROUP_AT} on. */
    ByteSink key() {
        return key;
    }

    /** The earliest event time. */
    long from() {
        return get(FROM_AT);
    }

    /** The latest event time. */
    long to() {
        return get(TO_AT);
    }

    /** When the last event was taken, by the step's clock. */
    long timeMillis() {
        return get(TIME_AT);
    }

    /** Bytes of the events' documents. */
    long bytes() {
        return get(BYTES_AT);
    }

    int count() {
        return (int) INT.get(head.bytes(), head.valueOffset() + COUNT_AT);
    }

    /** The partition its first event was read from. */
    int partition() {
        return (int) INT.get(head.bytes(), head.valueOffset() + PARTITION_AT);
    }

    private void setPlace(int place) {
        INT.set(key.array(), 0, place);
    }

    private long get(int at) {
        return (long) LONG.get(head.bytes(), head.valueOffset() + at);
    }

    private void set(int at, long value) {
        LONG.set(head.bytes(), head.valueOffset() + at, value);
    }
}
