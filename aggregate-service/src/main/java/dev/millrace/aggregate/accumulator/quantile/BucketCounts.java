package dev.millrace.aggregate.accumulator.quantile;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.aggregate.row.RowCells;
import java.math.BigDecimal;

/**
 * Counts of buckets in a row, sorted by key, at most {@value #MOST} of them: with one more the two lowest become one. Insertions in any order
 * end in the same counts: the highest buckets, and all below them in the lowest. One task, its thread.
 */
final class BucketCounts implements RowCells.Tail {

    static final int MOST = 2_048;

    private static final int ENTRY = Integer.BYTES + Long.BYTES;

    private final RowCells cells;
    private final int at;
    private final int mergedAt;
    private final int tail;

    BucketCounts(RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(Integer.BYTES);
        this.mergedAt = cells.reserve(1);
        this.tail = cells.reserve(this);
    }

    @Override
    public int tailLength() {
        return size() * ENTRY;
    }

    /** How many buckets there are. */
    int size() {
        return cells.getInt(at);
    }

    /** Adds to a bucket's count. */
    void add(int key, long count) {
        int index = find(key);
        if (index >= 0) {
            setCount(index, count(index) + count);
        } else if (size() < MOST) {
            insert(-1 - index, key, count);
        } else if (index == -1) {
            setCount(0, count(0) + count);
            cells.setByte(mergedAt, 1);
        } else {
            setCount(1, count(1) + count(0));
            remove(0);
            cells.setByte(mergedAt, 1);
            add(key, count);
        }
    }

    /** Takes one from a bucket's count, or from that of the next higher one where the bucket was made one with it; false where there is none. */
    boolean subtract(int key) {
        int found = find(key);
        int index = found >= 0 ? found : -1 - found;
        if (index == size() || found < 0 && cells.getByte(mergedAt) == 0) {
            return false;
        } else if (count(index) > 1) {
            setCount(index, count(index) - 1);
        } else {
            remove(index);
            cells.setByte(mergedAt, size() == 0 ? 0 : cells.getByte(mergedAt));
        }
        return true;
    }

    /** Takes in all counts of another row. */
    void merge(BucketCounts other) {
        for (int i = 0; i < other.size(); i++) {
            add(other.key(i), other.count(i));
        }
    }

    /** How many values there are. */
    long total() {
        long total = 0;
        for (int i = 0; i < size(); i++) {
            total += count(i);
        }
        return total;
    }

    /** The value that stands for the one at a rank, from 0, less than {@link #total}. */
    BigDecimal atRank(long rank) {
        long below = 0;
        int index = -1;
        while (below <= rank) {
            below += count(++index);
        }
        return LogBuckets.value(key(index));
    }

    private int key(int index) {
        return BigEndian.getInt(cells.bytes(), cells.tailFrom(tail) + index * ENTRY);
    }

    private long count(int index) {
        return BigEndian.getLong(cells.bytes(), cells.tailFrom(tail) + index * ENTRY + Integer.BYTES);
    }

    private void setCount(int index, long count) {
        BigEndian.setLong(cells.bytes(), cells.tailFrom(tail) + index * ENTRY + Integer.BYTES, count);
    }

    private int find(int key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int other = key(middle);
            if (other == key) {
                return middle;
            } else if (other < key) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private void insert(int index, int key, long count) {
        int size = size();
        int from = cells.resizeTail(tail, (size + 1) * ENTRY);
        byte[] bytes = cells.bytes();
        int entry = from + index * ENTRY;
        System.arraycopy(bytes, entry, bytes, entry + ENTRY, (size - index) * ENTRY);
        BigEndian.setInt(bytes, entry, key);
        BigEndian.setLong(bytes, entry + Integer.BYTES, count);
        cells.setInt(at, size + 1);
    }

    private void remove(int index) {
        int size = size();
        int entry = cells.tailFrom(tail) + index * ENTRY;
        System.arraycopy(cells.bytes(), entry + ENTRY, cells.bytes(), entry, (size - 1 - index) * ENTRY);
        cells.resizeTail(tail, (size - 1) * ENTRY);
        cells.setInt(at, size - 1);
    }
}
