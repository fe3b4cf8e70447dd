package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.json.ByteSink;

/** The most or the least frequent values, exactly. One task, its thread. */
public final class RankedValues extends DistinctValues {

    private final int most;
    private final boolean frequent;

    /** @param frequent whether the most frequent come first; else the least frequent */
    public RankedValues(Computation computation, RowCells cells, boolean frequent) {
        super(
                computation,
                cells,
                frequent
                        ? "a higher limit is a third argument, or topK("
                                + computation.argument().source() + ", "
                                + computation.parameters().count() + ", approximate) takes any number of them"
                        : "a higher limit is a third argument");
        this.most = computation.parameters().count();
        this.frequent = frequent;
    }

    @Override
    public void write(ByteSink out) {
        Ranking.write(values, most, frequent, out);
    }
}
