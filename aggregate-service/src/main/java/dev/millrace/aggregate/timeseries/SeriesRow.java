package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.timeseries.TimeSeriesSettings;

/**
 * A view of one row: one window of a group in one resolution. Part of the stored format: its count, flags and accumulators; once it is closed, its values
 * ({@link SeriesValues}); and what was told of it, where that may be corrected. One task, its thread.
 */
final class SeriesRow {

    /** Flag besides those of {@link RowCells}: the window has no events. */
    private static final int FILLED = 8;

    private final RowCells cells = new RowCells();
    private final RowAccumulators accumulators;
    private final KeptBytes values;
    private final KeptBytes told;

    SeriesRow(TimeSeriesSettings settings) {
        this.accumulators = new RowAccumulators(settings.compute(), cells);
        this.values = new KeptBytes(cells);
        this.told = new KeptBytes(cells);
    }

    /** Looks at a row from now on. */
    SeriesRow view(KeyedState state, Row row) {
        cells.view(state, row);
        return this;
    }

    int emptyLength() {
        return cells.fixedLength();
    }

    RowAccumulators accumulators() {
        return accumulators;
    }

    /** How many events it holds. */
    long count() {
        return cells.count();
    }

    /** Takes in what the other holds; throws as {@link Accumulator#add}, and is as it was then. */
    void merge(SeriesRow other) {
        cells.save();
        try {
            accumulators.merge(other.accumulators);
        } catch (EvaluationException failure) {
            cells.rollBack();
            throw failure;
        }
    }

    /** Whether the window has ended, was told and given to the next resolution. */
    boolean isClosed() {
        return cells.is(RowCells.CLOSED);
    }

    void setClosed() {
        cells.set(RowCells.CLOSED, true);
    }

    boolean isFilled() {
        return cells.is(FILLED);
    }

    void setFilled(boolean filled) {
        cells.set(FILLED, filled);
    }

    /** The computed values as JSON, one after the other. */
    byte[][] computed() {
        ByteSink out = new ByteSink(32);
        byte[][] computed = new byte[accumulators.list().size()][];
        for (int i = 0; i < computed.length; i++) {
            out.truncate(0);
            accumulators.list().get(i).write(out);
            computed[i] = out.toBytes();
        }
        return computed;
    }

    byte[] values() {
        return values.get();
    }

    void setValues(byte[] bytes) {
        values.set(bytes);
    }

    boolean isTold() {
        return cells.is(RowCells.TOLD);
    }

    /** The number of the next result. */
    int pane() {
        return cells.pane();
    }

    /** The result that was told last, without its pane; no bytes where it is not kept. */
    byte[] told() {
        return told.get();
    }

    /** A result was told. */
    void tell(byte[] result) {
        cells.set(RowCells.TOLD, true);
        cells.setPane(cells.pane() + 1);
        told.set(result);
    }
}
