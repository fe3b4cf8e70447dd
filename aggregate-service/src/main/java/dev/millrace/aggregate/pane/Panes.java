package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import java.util.Arrays;

/**
 * Tells the results of a row, one pane after the other, and in retracting mode takes back the one before. One task, its thread.
 */
public final class Panes implements RowCells.Tail {

    private final RowCells cells;
    private final TumblingWindows windows;
    private final ResultWriter writer;
    private final boolean retracting;
    private final int earlierAt;
    private final int earlierTail;

    /** Takes its place in the layout: in retracting mode the result told last, while the row has changed since. */
    public Panes(RowCells cells, TumblingWindows windows, ResultWriter writer, Mode mode) {
        this.cells = cells;
        this.windows = windows;
        this.writer = writer;
        this.retracting = mode == Mode.RETRACTING;
        this.earlierAt = retracting ? cells.reserve(Integer.BYTES) : 0;
        this.earlierTail = retracting ? cells.reserve(this) : 0;
    }

    @Override
    public int tailLength() {
        return cells.getInt(earlierAt);
    }

    /** The row in view is about to change: keeps, where it will have to be taken back, what was told of it. */
    public void keepEarlier() {
        if (retracting && cells.is(RowCells.TOLD) && tailLength() == 0) {
            setEarlier(writer.write(cells.pane() - 1));
        }
    }

    /** Tells the row in view, its window being the one located last; of a row that holds nothing and was never told, nothing. */
    void tell(KeyedContext context) {
        cells.set(RowCells.CHANGED, false);
        if (retracting && tailLength() > 0) {
            int from = cells.tailFrom(earlierTail);
            emit(Arrays.copyOfRange(cells.bytes(), from, from + tailLength()), Op.RETRACT, context);
            setEarlier(new byte[0]);
            cells.set(RowCells.TOLD, false);
        }
        int pane = cells.pane();
        boolean told = cells.is(RowCells.TOLD);
        if (cells.count() == 0 && (retracting || !told)) {
            return;
        }
        // What was told of the window before its row went and came again is not replaced: this one adds to it.
        emit(writer.write(pane), !told || retracting ? Op.INSERT : Op.UPDATE, context);
        cells.setPane(pane + 1);
        cells.set(RowCells.TOLD, true);
    }

    private void setEarlier(byte[] result) {
        cells.replaceTail(earlierTail, result, 0, result.length);
        cells.setInt(earlierAt, result.length);
    }

    private void emit(byte[] result, Op op, KeyedContext context) {
        Row row = cells.row();
        byte[] group =
                Arrays.copyOfRange(row.bytes(), row.keyOffset() + RowKey.GROUP_AT, row.keyOffset() + row.keyLength());
        context.emit(new Event(result, group, windows.end() - 1, op, context.origin()));
    }
}
