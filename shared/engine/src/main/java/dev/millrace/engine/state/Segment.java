package dev.millrace.engine.state;

import java.util.function.Consumer;

/**
 * A share of a task's rows: a hash table with open addressing and linear probing, at most three quarters full. Removal shifts what follows
 * back, so there are no tombstones. One thread.
 */
final class Segment {

    private static final int FIRST_CAPACITY = 8;

    private Row[] slots = new Row[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    Row find(int hash, byte[] key, int from, int to) {
        int mask = slots.length - 1;
        for (int i = hash & mask; slots[i] != null; i = i + 1 & mask) {
            Row row = slots[i];
            if (row.hash == hash && row.hasKey(key, from, to)) {
                return row;
            }
        }
        return null;
    }

    /** Adds a row whose key is not there yet. */
    void add(Row row) {
        if (size + 1 > slots.length - (slots.length >> 2)) {
            resize(slots.length * 2);
        }
        put(row);
        size++;
    }

    private void put(Row row) {
        int mask = slots.length - 1;
        int i = row.hash & mask;
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = row;
    }

    private void resize(int capacity) {
        Row[] old = slots;
        slots = new Row[capacity];
        for (Row row : old) {
            if (row != null) {
                put(row);
            }
        }
    }

    /** Removes a row that is there. */
    void remove(Row row) {
        int mask = slots.length - 1;
        int hole = row.hash & mask;
        while (slots[hole] != row) {
            hole = hole + 1 & mask;
        }
        for (int i = hole + 1 & mask; slots[i] != null; i = i + 1 & mask) {
            int home = slots[i].hash & mask;
            // A row may move to the hole unless its home lies behind it, seen along the probing.
            if ((i - home & mask) >= (i - hole & mask)) {
                slots[hole] = slots[i];
                hole = i;
            }
        }
        slots[hole] = null;
        size--;
        if (slots.length > FIRST_CAPACITY && size < slots.length >> 3) {
            resize(slots.length >> 1);
        }
    }

    /** All rows, in no order; the action must not add or remove any. */
    void forEach(Consumer<Row> action) {
        for (Row row : slots) {
            if (row != null) {
                action.accept(row);
            }
        }
    }
}
