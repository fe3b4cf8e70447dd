package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.row.RowCells;
import java.util.Arrays;

/** Bytes of any length that a row keeps. Works on the row in view. One task, its thread. */
final class KeptBytes implements RowCells.Tail {

    private final RowCells cells;
    private final int at;
    private final int tail;

    /** Takes its place in the layout. */
    KeptBytes(RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(Integer.BYTES);
        this.tail = cells.reserve(this);
    }

    @Override
    public int tailLength() {
        return cells.getInt(at);
    }

    /** Nothing is no bytes. */
    byte[] get() {
        int from = cells.tailFrom(tail);
        return Arrays.copyOfRange(cells.bytes(), from, from + tailLength());
    }

    void set(byte[] bytes) {
        cells.replaceTail(tail, bytes, 0, bytes.length);
        cells.setInt(at, bytes.length);
    }
}
