package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.row.RowCells;

/** All is in the row itself. One task, its thread. */
public final class OwnContents implements Contents {

    private final RowCells cells;
    private final RowAccumulators accumulators;

    public OwnContents(RowCells cells, RowAccumulators accumulators) {
        this.cells = cells;
        this.accumulators = accumulators;
    }

    @Override
    public long gather() {
        return cells.count();
    }

    @Override
    public RowAccumulators accumulators() {
        return accumulators;
    }
}
