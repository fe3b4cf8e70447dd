package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;

/**
 * The value of the earliest or of the latest event, as its bytes stand; among equal times the first or the last that arrived. Of nothing it
 * is null. One task, its thread.
 */
final class Edge implements Accumulator, RowCells.Tail {

    private final RowCells cells;
    private final int at;
    private final int tail;
    private final Operand operand;
    private final boolean latest;
    private long timeMillis;

    Edge(Computation computation, RowCells cells, boolean latest) {
        this.cells = cells;
        this.at = cells.reserve(Long.BYTES + Integer.BYTES);
        this.tail = cells.reserve(this);
        this.operand = new Operand(computation);
        this.latest = latest;
    }

    @Override
    public int tailLength() {
        return cells.getInt(at + Long.BYTES);
    }

    @Override
    public void read(Event event, long eventTimeMillis) {
        operand.locate(event);
        timeMillis = eventTimeMillis;
    }

    @Override
    public void add() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        }
        take(timeMillis, operand.bytes(), operand.from(), operand.to());
    }

    @Override
    public void merge(Accumulator source) {
        Edge other = (Edge) source;
        int length = other.tailLength();
        if (length > 0) {
            int from = other.cells.tailFrom(other.tail);
            take(other.cells.getLong(other.at), other.cells.bytes(), from, from + length);
        }
    }

    private void take(long time, byte[] bytes, int from, int to) {
        long best = cells.getLong(at);
        boolean takes = tailLength() == 0 || (latest ? time >= best : time < best);
        if (takes) {
            cells.replaceTail(tail, bytes, from, to);
            cells.setLong(at, time);
            cells.setInt(at + Long.BYTES, to - from);
        }
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("an edge cannot be taken back");
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
