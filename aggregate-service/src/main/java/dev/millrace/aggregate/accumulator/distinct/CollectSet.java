package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.json.ByteSink;

/** The different values, sorted: false, true, numbers, texts. One task, its thread. */
public final class CollectSet extends DistinctValues {

    public CollectSet(Computation computation, RowCells cells) {
        super(computation, cells, "a higher limit is a second argument");
    }

    @Override
    public void write(ByteSink out) {
        out.put('[');
        for (int i = 0; i < values.size(); i++) {
            out.put(i == 0 ? "" : ",");
            values.writeValue(i, out);
        }
        out.put(']');
    }
}
