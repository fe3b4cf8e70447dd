package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import java.util.Arrays;

/**
 * Tells the results of a row and its window in view, one pane after the other, and takes back the one before where that is wanted. One task, its
 * thread.
 */
public final class Panes implements RowCells.Tail {

    /** What a row keeps of the result that it told last. */
    public enum Keeping {
        /** Nothing: a result is only ever replaced by the next. */
        NOTHING,
        /** The result, from the row's next change on: until then it can be written again. */
        ONCE_CHANGED,
        /** The result: other rows, or the window's borders, have a part in it. */
        ALWAYS
    }

    private static final byte[] NONE = {};

    private final RowCells cells;
    private final RowWindow window;
    private final Contents contents;
    private final ResultWriter writer;
    private final boolean retracting;
    private final Keeping keeping;
    private final int earlierAt;
    private final int earlierTail;

    /** Takes its place in the layout, if anything is kept. */
    public Panes(RowCells cells, RowWindow window, Contents contents, ResultWriter writer, Mode mode, Keeping keeping) {
        this.cells = cells;
        this.window = window;
        this.contents = contents;
        this.writer = writer;
        this.retracting = mode == Mode.RETRACTING;
        this.keeping = keeping;
        this.earlierAt = keeping == Keeping.NOTHING ? 0 : cells.reserve(Integer.BYTES);
        this.earlierTail = keeping == Keeping.NOTHING ? 0 : cells.reserve(this);
    }

    @Override
    public int tailLength() {
        return cells.getInt(earlierAt);
    }

    /** The row in view is about to change: keeps, where it will have to be taken back, what was told of it. */
    public void keepEarlier() {
        if (keeping == Keeping.ONCE_CHANGED && cells.is(RowCells.TOLD) && tailLength() == 0) {
            setEarlier(writer.write(cells.pane() - 1));
        }
    }

    /** The result that was told last and not taken back; null where there is none, or where nothing is kept. */
    public byte[] told() {
        return keeping != Keeping.NOTHING && cells.is(RowCells.TOLD) ? earlier() : null;
    }

    private byte[] earlier() {
        int from = cells.tailFrom(earlierTail);
        return Arrays.copyOfRange(cells.bytes(), from, from + tailLength());
    }

    /** The row in view has told nothing that would have to be taken back. */
    public void forgetTold() {
        cells.set(RowCells.TOLD, false);
        setEarlier(NONE);
    }

    /** Tells the window in view; of one that holds nothing and was never told, nothing. */
    public void tell(KeyedContext context) {
        cells.set(RowCells.CHANGED, false);
        long count;
        try {
            count = contents.gather();
        } catch (EvaluationException failure) {
            context.deadLetter(
                    event(writer.frame(), Op.INSERT, window.resultTime(), context),
                    new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        if (retracting && keeping != Keeping.NOTHING && tailLength() > 0) {
            emit(earlier(), Op.RETRACT, window.resultTime(), context);
            forgetTold();
        }
        boolean told = cells.is(RowCells.TOLD);
        if (count == 0 && (retracting || !told)) {
            return;
        }
        byte[] result = writer.write(cells.pane());
        // What was told of the window before its row went and came again is not replaced: this one adds to it.
        emit(result, !told || retracting ? Op.INSERT : Op.UPDATE, window.resultTime(), context);
        cells.setPane(cells.pane() + 1);
        cells.set(RowCells.TOLD, true);
        if (keeping == Keeping.ALWAYS) {
            setEarlier(result);
        }
    }

    private void setEarlier(byte[] result) {
        if (keeping != Keeping.NOTHING) {
            cells.replaceTail(earlierTail, result, 0, result.length);
            cells.setInt(earlierAt, result.length);
        }
    }

    /** Emits a result of the group of the row in view. */
    public void emit(byte[] result, Op op, long timeMillis, KeyedContext context) {
        context.emit(event(result, op, timeMillis, context));
    }

    private Event event(byte[] document, Op op, long timeMillis, KeyedContext context) {
        Row row = cells.row();
        byte[] group =
                Arrays.copyOfRange(row.bytes(), row.keyOffset() + RowKey.GROUP_AT, row.keyOffset() + row.keyLength());
        return new Event(document, group, timeMillis, op, context.origin());
    }
}
