package dev.millrace.aggregate.combine;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.pane.ResultWriter;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowForms;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;

/** Looks at partial results behind a repartition topic, one at a time. One task, its thread. */
public final class PartialReader {

    private final KeyedState table = new KeyedState();
    private final RowCells cells = new RowCells();
    private final RowAccumulators accumulators;
    private final ResultWriter writer;
    private final RowForms forms;

    /** @param time how times are written; null for epoch milliseconds */
    public PartialReader(Step step, RowWindow window, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        this.accumulators = new RowAccumulators(settings.compute(), cells);
        this.forms = new RowForms(step, cells);
        this.writer = new ResultWriter(settings, cells, accumulators.list(), window, time);
    }

    /**
     * Brings a partial result into view.
     *
     * @return its row, whose key is that of the row it goes into
     * @throws IllegalArgumentException when these are no partial's bytes
     */
    public Row view(byte[] partial) {
        int keyEnd = PartialBytes.keyEnd(partial);
        table.restore(partial, PartialBytes.KEY_AT, keyEnd, keyEnd, partial.length, Row.NO_TIMER);
        Row row = table.find(partial, PartialBytes.KEY_AT, keyEnd);
        table.remove(partial, PartialBytes.KEY_AT, keyEnd);
        forms.renew(table, row);
        cells.view(table, row);
        return row;
    }

    /** What the partial in view holds. */
    public RowAccumulators accumulators() {
        return accumulators;
    }

    /** The result the partial in view would be alone, for the dead letters; its window must be in view. */
    public byte[] document() {
        return writer.write(0);
    }
}
