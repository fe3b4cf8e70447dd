package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;

/**
 * What one argument is, as its bytes stand, in the event in which another one is least or greatest; among equal ones in the earliest event,
 * then in the first that arrived. Null where nothing was ordered by, or the value itself is missing or null. One task, its thread.
 */
final class ExtremeBy implements Accumulator, RowCells.Tail {

    private final RowCells cells;
    private final NumberCell best;
    private final int at;
    private final int tail;
    private final Operand what;
    private final Operand by;
    private final OrderedValue candidate = new OrderedValue();
    private final int sign;
    private long timeMillis;

    /** @param sign 1 for the greatest, -1 for the least */
    ExtremeBy(Computation computation, RowCells cells, int sign) {
        this.cells = cells;
        this.best = new NumberCell(cells);
        this.at = cells.reserve(Long.BYTES + Integer.BYTES);
        this.tail = cells.reserve(this);
        this.what = new Operand(computation, 0);
        this.by = new Operand(computation, 1);
        this.sign = sign;
    }

    @Override
    public int tailLength() {
        return cells.getInt(at + Long.BYTES);
    }

    @Override
    public void read(Event event, long eventTimeMillis) {
        timeMillis = eventTimeMillis;
        Extreme.read(by, event, candidate);
        what.locate(event);
    }

    @Override
    public void add() {
        if (by.kind() == Operand.Kind.NONE) {
            return;
        } else if (Extreme.isMixed(best, candidate)) {
            throw by.unfit(Extreme.kinds(best));
        }
        boolean none = what.kind() == Operand.Kind.NONE;
        take(timeMillis, what.bytes(), none ? 0 : what.from(), none ? 0 : what.to());
    }

    @Override
    public void merge(Accumulator source) {
        ExtremeBy other = (ExtremeBy) source;
        if (other.best.kind() == NumberCell.NONE) {
            return;
        }
        candidate.of(other.best, other.cells);
        if (Extreme.isMixed(best, candidate)) {
            throw by.refused(by.call() + " needs " + Extreme.kinds(best));
        }
        int from = other.cells.tailFrom(other.tail);
        take(other.cells.getLong(other.at), other.cells.bytes(), from, from + other.tailLength());
    }

    private void take(long time, byte[] bytes, int from, int to) {
        int compared = best.kind() == NumberCell.NONE ? sign : Integer.signum(candidate.compareTo(best, cells));
        if (compared == sign || compared == 0 && time < cells.getLong(at)) {
            candidate.into(best);
            cells.setLong(at, time);
            if (to > from) {
                cells.replaceTail(tail, bytes, from, to);
            } else {
                cells.resizeTail(tail, 0);
            }
            cells.setInt(at + Long.BYTES, to - from);
        }
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("an extreme cannot be taken back");
    }

    @Override
    public boolean canTakeBack() {
        return false;
    }

    @Override
    public void write(ByteSink out) {
        if (tailLength() == 0) {
            out.put("null");
        } else {
            int from = cells.tailFrom(tail);
            out.put(cells.bytes(), from, from + tailLength());
        }
    }
}
