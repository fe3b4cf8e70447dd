package dev.millrace.aggregate.dedupe;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * All passes of a task by time, those of one time as they came: says which is forgotten first. Derived from the rows; an entry whose pass has been
 * taken out of its row is passed over. One task, its thread.
 */
final class PassOrder {

    /** So many entries of passes that have gone are never worth clearing away. */
    private static final int FEW = 64;

    private record Entry(long timeMillis, long number, Row row) {
        boolean isGone() {
            return PassTimes.find(row, number) < 0;
        }
    }

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::timeMillis).thenComparingLong(Entry::number));
    private KeyedState state;
    private long passes;
    private long nextNumber;

    /** Rebuilds the order. */
    void open(KeyedState rows) {
        state = rows;
        entries.clear();
        passes = 0;
        nextNumber = 0;
        rows.forEach(row -> {
            for (int i = 0; i < PassTimes.count(row); i++) {
                add(row, PassTimes.time(row, i), PassTimes.number(row, i));
            }
        });
    }

    private void add(Row row, long timeMillis, long number) {
        entries.add(new Entry(timeMillis, number, row));
        nextNumber = Math.max(nextNumber, number + 1);
        passes++;
    }

    /** An event of the row's id has passed; its last place is free for it. */
    void passed(Row row, long timeMillis) {
        PassTimes.set(row, PassTimes.count(row) - 1, timeMillis, nextNumber);
        add(row, timeMillis, nextNumber);
    }

    /** Forgets one pass of a row. */
    void forget(Row row, int at) {
        PassTimes.remove(state, row, at);
        passes--;
        if (entries.size() > 2 * passes + FEW) {
            entries.removeIf(Entry::isGone);
        }
    }

    /** The time of the oldest pass; there is one. */
    long oldestMillis() {
        while (entries.element().isGone()) {
            entries.remove();
        }
        return entries.element().timeMillis();
    }

    /** Forgets the oldest pass, whose time was asked for just now. */
    void forgetOldest() {
        Entry oldest = entries.remove();
        forget(oldest.row(), PassTimes.find(oldest.row(), oldest.number()));
    }

    long passes() {
        return passes;
    }
}
