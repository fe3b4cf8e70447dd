package dev.millrace.engine.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rows of one task, in {@value #SEGMENTS} segments by the hash of their key, changed in place. What was changed since the last commit is
 * known, and can be put back as it was; so is what belongs to a commit that is under way. The task's thread only.
 */
public final class KeyedState {

    /** How many segments a task's keys are hashed into; part of the stored format. */
    public static final int SEGMENTS = 256;

    static final int REMOVED = -1;

    /** What belongs to one commit. */
    public interface ChangeSink {
        /** The row as it is now. */
        void put(int segment, Row row);

        /** The row with this key is gone. */
        void delete(int segment, Row row);
    }

    /**
     * A row as it was before the commit that it is touched in.
     *
     * @param value null for a row that was not there
     */
    private record Before(Row row, byte[] value, long timerMillis) {}

    private static final byte[] NO_KEY = {};

    private final Segment[] segments = new Segment[SEGMENTS];
    private final Timers timers = new Timers();
    private List<Before> touched = new ArrayList<>();
    private List<Before> underWay = new ArrayList<>();
    private int interval = 1;
    private long size;
    private long bytes;

    /** Room for rows of no table, made by {@link #loose}: for values on the way, which nobody commits or takes back. */
    public static KeyedState ofLooseRows() {
        KeyedState rows = new KeyedState();
        rows.interval = 0;
        return rows;
    }

    /** A row without a key that is in no table, its value zeros. Only of {@link #ofLooseRows}. */
    public Row loose(int valueLength) {
        if (interval != 0) {
            throw new IllegalStateException("rows of a table have keys");
        }
        return new Row(0, NO_KEY, 0, 0, valueLength);
    }

    /** The row with the key at [from, to), or null. */
    public Row find(byte[] key, int from, int to) {
        int hash = KeyHash.of(key, from, to);
        Segment segment = segments[segment(hash)];
        return segment == null ? null : segment.find(hash, key, from, to);
    }

    /**
     * A new row with the key at [from, to) and a value of zeros.
     *
     * @param valueLength at least 0
     * @throws IllegalStateException when the key has a row already
     */
    public Row create(byte[] key, int from, int to, int valueLength) {
        int hash = KeyHash.of(key, from, to);
        Segment segment = segments[segment(hash)];
        if (segment != null && segment.find(hash, key, from, to) != null) {
            throw new IllegalStateException("the key has a row already");
        }
        Row row = new Row(hash, key, from, to, valueLength);
        row.touched = interval;
        touched.add(new Before(row, null, Row.NO_TIMER));
        add(row);
        return row;
    }

    /** Says that the row's value is about to change. */
    public void touch(Row row) {
        if (row.touched != interval) {
            touched.add(new Before(row, row.copyOfValue(), row.timerMillis));
            row.touched = interval;
        }
    }

    /** Gives the value another length; what stays keeps its bytes, what is added is zero. The row is touched. */
    public void resize(Row row, int valueLength) {
        touch(row);
        bytes += valueLength - row.valueLength();
        row.setValueLength(valueLength);
    }

    /** Gives a row's value another form of the same meaning, which is as good as the one that is stored: the row is not touched. */
    public void rewrite(Row row, byte[] value) {
        bytes += value.length - row.valueLength();
        row.putBack(value, row.timerMillis);
    }

    /** Removes a row and its timer. */
    public void remove(Row row) {
        touch(row);
        drop(row);
        row.timerMillis = Row.NO_TIMER;
        row.dropValue();
    }

    /**
     * Sets the row's one timer. The row is touched.
     *
     * @param timeMillis {@link Row#NO_TIMER} for none
     */
    public void setTimer(Row row, long timeMillis) {
        if (row.timerMillis == timeMillis) {
            return;
        }
        touch(row);
        row.timerMillis = timeMillis;
        index(row);
    }

    /** All rows, in no order; the action must neither create nor remove any. */
    public void forEach(Consumer<Row> action) {
        for (Segment segment : segments) {
            if (segment != null) {
                segment.forEach(action);
            }
        }
    }

    /** How many rows there are. */
    public long size() {
        return size;
    }

    /** Bytes of all keys and values. */
    public long bytes() {
        return bytes;
    }

    /** Whether a timer may be due at that time; never wrong when it says no. */
    public boolean mayBeDue(long timeMillis) {
        long first = timers.first();
        return first <= timeMillis && first != Row.NO_TIMER;
    }

    /** The earliest time a timer may stand at; {@link Row#NO_TIMER} when there is none. */
    public long firstTimer() {
        return timers.first();
    }

    /**
     * The earliest time a timer stands at whose row fulfils a condition; {@link Row#NO_TIMER} when there is none, or none among so many rows.
     *
     * @param most how many rows are looked at
     */
    public long firstTimer(Predicate<Row> condition, int most) {
        return timers.first(condition, most);
    }

    /** The latest time a timer stands at; {@link Row#NO_TIMER} when there is none. */
    public long latestTimer() {
        return timers.latest();
    }

    /** A row whose timer is not after that time, its timer cleared and the row touched; null when there is none. */
    public Row takeDue(long timeMillis) {
        Row row = timers.take(timeMillis);
        if (row != null) {
            touch(row);
            row.timerMillis = Row.NO_TIMER;
        }
        return row;
    }

    /** How many rows were touched since the last commit began. */
    public int dirty() {
        return touched.size();
    }

    /** Tells the sink, in an order that can be replayed, what changed since the last commit began. */
    public void changes(ChangeSink sink) {
        for (Before before : touched) {
            Row row = before.row;
            if (row.touched != REMOVED) {
                sink.put(segment(row.hash), row);
            } else if (before.value != null) {
                sink.delete(segment(row.hash), row);
            }
        }
    }

    /**
     * What was changed belongs to a commit that begins.
     *
     * @throws IllegalStateException while another is under way
     */
    public void committing() {
        if (!underWay.isEmpty()) {
            throw new IllegalStateException("a commit is under way");
        }
        List<Before> empty = underWay;
        underWay = touched;
        touched = empty;
        nextInterval();
    }

    /** The commit that is under way has happened. */
    public void committed() {
        underWay.clear();
    }

    /** Puts everything back as it was at the last commit that happened. */
    public void undo() {
        undo(touched);
        undo(underWay);
        nextInterval();
    }

    private void undo(List<Before> changes) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            Before before = changes.get(i);
            Row row = before.row;
            if (row.touched != REMOVED) {
                drop(row);
            }
            if (before.value != null) {
                row.putBack(before.value, before.timerMillis);
                add(row);
                row.touched = 0;
                index(row);
            }
        }
        changes.clear();
    }

    /** The rows of one segment, in no order. */
    public void forEachIn(int segment, Consumer<Row> action) {
        if (segments[segment] != null) {
            segments[segment].forEach(action);
        }
    }

    /** How many rows one segment has. */
    public int sizeOf(int segment) {
        return segments[segment] == null ? 0 : segments[segment].size();
    }

    /** While restoring: forgets a segment's rows. */
    public void clear(int segment) {
        forEachIn(segment, row -> {
            row.touched = REMOVED;
            size--;
            bytes -= row.keyLength() + row.valueLength();
        });
        segments[segment] = null;
    }

    /** While restoring: a row as it was stored, key at [keyFrom, keyTo), value at [valueFrom, valueTo). It counts as committed. */
    public void restore(byte[] stored, int keyFrom, int keyTo, int valueFrom, int valueTo, long timerMillis) {
        remove(stored, keyFrom, keyTo);
        Row row = new Row(KeyHash.of(stored, keyFrom, keyTo), stored, keyFrom, keyTo, valueTo - valueFrom);
        System.arraycopy(stored, valueFrom, row.bytes(), row.valueOffset(), valueTo - valueFrom);
        row.timerMillis = timerMillis;
        add(row);
    }

    /** Restoring has ended: timers are known from here on. */
    public void restored() {
        timers.clear();
        forEach(this::index);
    }

    /** While restoring: the key at [from, to) has no row. */
    public void remove(byte[] key, int from, int to) {
        Row row = find(key, from, to);
        if (row != null) {
            drop(row);
        }
    }

    private void add(Row row) {
        int at = segment(row.hash);
        if (segments[at] == null) {
            segments[at] = new Segment();
        }
        segments[at].add(row);
        size++;
        bytes += row.keyLength() + row.valueLength();
    }

    private void drop(Row row) {
        segments[segment(row.hash)].remove(row);
        size--;
        bytes -= row.keyLength() + row.valueLength();
        row.touched = REMOVED;
    }

    private void index(Row row) {
        if (row.timerMillis != Row.NO_TIMER) {
            timers.add(row);
        }
    }

    private static int segment(int hash) {
        return hash >>> 24;
    }

    private void nextInterval() {
        if (++interval == Integer.MAX_VALUE) {
            interval = 1;
            forEach(row -> row.touched = 0);
        }
    }
}
