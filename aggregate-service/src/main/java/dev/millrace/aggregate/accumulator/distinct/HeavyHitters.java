package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import java.util.Arrays;

/**
 * The most frequent values from {@value #COUNTERS} counters (Misra and Gries 1982; merged as in Agarwal et al., Mergeable Summaries, PODS
 * 2012). Of n values each count is at most what it really is, and less by no more than n / ({@value #COUNTERS} + 1); with as many different
 * values as counters, or fewer, it is exact. Beyond that a count depends on the order of events, within the bound. A value is at most
 * {@value #MOST_BYTES} bytes long, inclusive. One task, its thread.
 */
public final class HeavyHitters implements Accumulator {

    static final int COUNTERS = 1_000;
    static final int MOST_BYTES = 256;

    private final ValueCounts values;
    private final Operand operand;
    private final CanonicalValue value;
    private final int most;
    private boolean isThere;

    public HeavyHitters(Computation computation, RowCells cells) {
        this.values = new ValueCounts(cells);
        this.operand = new Operand(computation);
        this.value = new CanonicalValue(operand);
        this.most = computation.parameters().count();
    }

    @Override
    public void read(Event event, long timeMillis) {
        isThere = value.read(event);
        if (isThere && value.to() - value.from() > MOST_BYTES) {
            throw operand.refused(operand.call() + " approximately takes values of at most " + MOST_BYTES
                    + " bytes: this one has " + (value.to() - value.from()));
        }
    }

    @Override
    public void add() {
        if (!isThere) {
            return;
        }
        int index = values.find(value.bytes(), value.from(), value.to());
        if (index >= 0) {
            values.setCount(index, values.count(index) + 1);
        } else if (values.size() < COUNTERS) {
            values.insert(-1 - index, value.bytes(), value.from(), value.to(), 1);
        } else {
            values.subtractFromAll(1);
        }
    }

    @Override
    public void merge(Accumulator source) {
        ValueCounts other = ((HeavyHitters) source).values;
        for (int i = 0; i < other.size(); i++) {
            int index = values.find(other.bytes(), other.from(i), other.to(i));
            if (index >= 0) {
                values.setCount(index, values.count(index) + other.count(i));
            } else {
                values.insert(-1 - index, other.bytes(), other.from(i), other.to(i), other.count(i));
            }
        }
        if (values.size() > COUNTERS) {
            long[] counts = new long[values.size()];
            Arrays.setAll(counts, values::count);
            Arrays.sort(counts);
            values.subtractFromAll(counts[counts.length - COUNTERS - 1]);
        }
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("a sketch cannot take back");
    }

    @Override
    public boolean canTakeBack() {
        return false;
    }

    @Override
    public void write(ByteSink out) {
        Ranking.write(values, most, true, out);
    }
}
