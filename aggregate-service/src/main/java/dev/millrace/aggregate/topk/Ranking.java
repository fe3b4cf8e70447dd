package dev.millrace.aggregate.topk;

import dev.millrace.engine.state.Row;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The rows of one group and window in the order of their ranks: the best k, the others, and the difference to what was told. Derived from the rows,
 * whose flags are set elsewhere. A change takes steps logarithmic in the rows. One task, its thread.
 */
final class Ranking {

    private final Row head;
    private final int k;
    private final TreeSet<Row> top = new TreeSet<>(RankedRow::compare);
    private final TreeSet<Row> others = new TreeSet<>(RankedRow::compare);
    private final TreeSet<Row> gained = new TreeSet<>(RankedRow::compare);
    private final TreeSet<Row> lost = new TreeSet<>(RankedRow::compare);
    /** All rows that count, by their documents; null where none is ever looked for. */
    private final TreeSet<Row> byDocument;

    Ranking(Row head, int k, boolean appendOnly) {
        this.head = head;
        this.k = k;
        this.byDocument = appendOnly ? null : new TreeSet<>(RankedRow::compareDocuments);
    }

    Row head() {
        return head;
    }

    /** How many rows count. */
    int size() {
        return top.size() + others.size();
    }

    /** The row ranked last; there is one. */
    Row last() {
        return others.isEmpty() ? top.last() : others.last();
    }

    /** A row that counts from now on. */
    void add(Row row) {
        if (byDocument != null) {
            byDocument.add(row);
        }
        if (top.size() < k) {
            enter(row);
        } else if (RankedRow.compare(row, top.last()) < 0) {
            Row out = top.pollLast();
            leave(out);
            others.add(out);
            enter(row);
        } else {
            others.add(row);
        }
    }

    /** A row that counts no more; one that was told is still to be taken back. */
    void remove(Row row) {
        if (byDocument != null) {
            byDocument.remove(row);
        }
        if (others.remove(row)) {
            return;
        }
        top.remove(row);
        leave(row);
        if (!others.isEmpty()) {
            enter(others.pollFirst());
        }
    }

    /** A row that was there before and counts. One that was told and is among the best no more is to be taken back. */
    void restore(Row row) {
        add(row);
        if (RankedRow.isTold(row) && !top.contains(row)) {
            lost.add(row);
        }
    }

    /** A row that was told, counts no more and is still to be taken back. */
    void gone(Row row) {
        lost.add(row);
    }

    private void enter(Row row) {
        top.add(row);
        if (RankedRow.isTold(row)) {
            lost.remove(row);
        } else {
            gained.add(row);
        }
    }

    private void leave(Row row) {
        if (RankedRow.isTold(row)) {
            lost.add(row);
        } else {
            gained.remove(row);
        }
    }

    /** The row to take back for one that says so: of the same document, and of the same time if there is such; else null. */
    Row match(Row probe) {
        Row row = byDocument.floor(probe);
        if (row != null
                && RankedRow.isSameDocument(row, probe)
                && RankedRow.timeMillis(row) == RankedRow.timeMillis(probe)) {
            return row;
        }
        // No time is after the last one.
        NumberOrder.writeTime(Long.MAX_VALUE, probe.bytes(), probe.valueOffset() + RankedRow.TIME_AT);
        row = byDocument.floor(probe);
        return row != null && RankedRow.isSameDocument(row, probe) ? row : null;
    }

    /** A row like that one which is gone and not taken back yet; null when there is none. */
    Row goneLike(Row probe) {
        Row row = lost.floor(probe);
        boolean alike = row != null
                && RankedRow.isGone(row)
                && RankedRow.isSameDocument(row, probe)
                && RankedRow.timeMillis(row) == RankedRow.timeMillis(probe);
        return alike ? row : null;
    }

    /** Whether no row counts and none is to be taken back. */
    boolean isEmpty() {
        return size() == 0 && lost.isEmpty();
    }

    /** How many rows are to be told or taken back. */
    int changes() {
        return gained.size() + lost.size();
    }

    /** Takes each row that is to be taken back, then each that is to be told, the best first; afterwards nothing is. */
    void settle(Consumer<Row> takeBack, Consumer<Row> tell) {
        drain(lost, takeBack);
        drain(gained, tell);
    }

    private static void drain(TreeSet<Row> rows, Consumer<Row> action) {
        for (Iterator<Row> each = rows.iterator(); each.hasNext(); ) {
            Row row = each.next();
            each.remove();
            action.accept(row);
        }
    }

    /** The best rows, the best first. */
    Collection<Row> top() {
        return top;
    }

    /** All rows that count. */
    List<Collection<Row>> all() {
        return List.of(top, others);
    }
}
