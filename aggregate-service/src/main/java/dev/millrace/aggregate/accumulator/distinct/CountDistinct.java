package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.json.ByteSink;

/** How many different values, exactly. One task, its thread. */
public final class CountDistinct extends DistinctValues {

    public CountDistinct(Computation computation, RowCells cells) {
        super(
                computation,
                cells,
                "a higher limit is a second argument, or countDistinct("
                        + computation.argument().source() + ", approximate) counts any number of them");
    }

    @Override
    public void write(ByteSink out) {
        out.putNumber(values.size());
    }
}
