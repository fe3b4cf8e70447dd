package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.json.ByteSink;

/**
 * Different values with how often each was there, sorted by {@link ValueOrder}, in a row. The cell holds the tail's length and the number of
 * values; the tail holds for each value, in order, where its bytes begin (4 bytes, from the end of this table), their length (4) and its
 * count (8), then the bytes of the values in the order in which they came. Found by bisection, changed in place. One task, its thread.
 */
public final class ValueCounts implements RowCells.Tail {

    /** Bytes of a value besides its own. */
    public static final int ENTRY = 4 + 4 + 8;

    private final RowCells cells;
    private final int at;
    private final int tail;

    /** Takes its place in the layout. */
    public ValueCounts(RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(2 * Integer.BYTES);
        this.tail = cells.reserve(this);
    }

    @Override
    public int tailLength() {
        return cells.getInt(at);
    }

    /** How many different values there are. */
    public int size() {
        return cells.getInt(at + Integer.BYTES);
    }

    /** Where a value stands, or {@code -1 - i} where it would have to be inserted at {@code i}. */
    public int find(byte[] value, int from, int to) {
        byte[] bytes = cells.bytes();
        int table = cells.tailFrom(tail);
        int size = size();
        int values = table + size * ENTRY;
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int first = values + BigEndian.getInt(bytes, table + middle * ENTRY);
            int end = first + BigEndian.getInt(bytes, table + middle * ENTRY + 4);
            int compared = ValueOrder.compare(bytes, first, end, value, from, to);
            if (compared == 0) {
                return middle;
            } else if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** The bytes among which {@link #from} and {@link #to} point. */
    public byte[] bytes() {
        return cells.bytes();
    }

    /** Where a value begins. */
    public int from(int index) {
        int table = cells.tailFrom(tail);
        return table + size() * ENTRY + BigEndian.getInt(cells.bytes(), table + index * ENTRY);
    }

    /** Where a value ends, exclusive. */
    public int to(int index) {
        return from(index) + BigEndian.getInt(cells.bytes(), cells.tailFrom(tail) + index * ENTRY + 4);
    }

    /** How often a value was there. */
    public long count(int index) {
        return BigEndian.getLong(cells.bytes(), cells.tailFrom(tail) + index * ENTRY + 8);
    }

    /** Sets how often a value was there, at least 1. */
    public void setCount(int index, long count) {
        BigEndian.setLong(cells.bytes(), cells.tailFrom(tail) + index * ENTRY + 8, count);
    }

    /** Appends a value as JSON. */
    public void writeValue(int index, ByteSink out) {
        out.put(cells.bytes(), from(index), to(index));
    }

    /** Inserts a value that is not there, where {@link #find} says. */
    public void insert(int index, byte[] value, int from, int to, long count) {
        int length = tailLength();
        int size = size();
        int grown = length + ENTRY + to - from;
        int table = cells.resizeTail(tail, grown);
        byte[] bytes = cells.bytes();
        int entry = table + index * ENTRY;
        System.arraycopy(bytes, entry, bytes, entry + ENTRY, length - index * ENTRY);
        System.arraycopy(value, from, bytes, table + length + ENTRY, to - from);
        BigEndian.setInt(bytes, entry, length - size * ENTRY);
        BigEndian.setInt(bytes, entry + 4, to - from);
        BigEndian.setLong(bytes, entry + 8, count);
        cells.setInt(at, grown);
        cells.setInt(at + Integer.BYTES, size + 1);
    }

    /** Takes a number from each count, and out those of which nothing is left. */
    public void subtractFromAll(long by) {
        int size = size();
        boolean allStay = true;
        for (int i = 0; i < size && allStay; i++) {
            allStay = count(i) > by;
        }
        for (int i = 0; i < size && allStay; i++) {
            setCount(i, count(i) - by);
        }
        if (!allStay) {
            keepAbove(by);
        }
    }

    private void keepAbove(long by) {
        int size = size();
        ByteSink table = new ByteSink(size * ENTRY);
        ByteSink values = new ByteSink(tailLength());
        byte[] entry = new byte[ENTRY];
        for (int i = 0; i < size; i++) {
            if (count(i) > by) {
                BigEndian.setInt(entry, 0, values.length());
                BigEndian.setInt(entry, 4, to(i) - from(i));
                BigEndian.setLong(entry, 8, count(i) - by);
                table.put(entry);
                values.put(cells.bytes(), from(i), to(i));
            }
        }
        int left = table.length() / ENTRY;
        table.put(values);
        cells.replaceTail(tail, table.array(), 0, table.length());
        cells.setInt(at, table.length());
        cells.setInt(at + Integer.BYTES, left);
    }

    /** Removes a value. */
    public void remove(int index) {
        int length = tailLength();
        int size = size();
        int table = cells.tailFrom(tail);
        byte[] bytes = cells.bytes();
        int entry = table + index * ENTRY;
        int offset = BigEndian.getInt(bytes, entry);
        int own = BigEndian.getInt(bytes, entry + 4);
        int value = table + size * ENTRY + offset;
        System.arraycopy(bytes, value + own, bytes, value, table + length - value - own);
        System.arraycopy(bytes, entry + ENTRY, bytes, entry, length - own - (index + 1) * ENTRY);
        for (int i = 0; i < size - 1; i++) {
            int other = BigEndian.getInt(bytes, table + i * ENTRY);
            if (other > offset) {
                BigEndian.setInt(bytes, table + i * ENTRY, other - own);
            }
        }
        cells.resizeTail(tail, length - own - ENTRY);
        cells.setInt(at, length - own - ENTRY);
        cells.setInt(at + Integer.BYTES, size - 1);
    }

    /** Removes all values. */
    public void clear() {
        cells.resizeTail(tail, 0);
        cells.setInt(at, 0);
        cells.setInt(at + Integer.BYTES, 0);
    }
}
