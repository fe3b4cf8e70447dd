package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import java.util.Locale;

/**
 * Different values, kept with how often each was there, up to a limit of their number and of {@value #MOST_BYTES} bytes, both inclusive; an
 * event that brings one more fails. Objects and arrays fail, missing and null are passed over. One task, its thread.
 */
abstract class DistinctValues implements Accumulator {

    /** Room for 10,000 values of 40 bytes, and for others beside them in a record of 2 MiB. */
    static final int MOST_BYTES = 640 << 10;

    final ValueCounts values;
    private final Operand operand;
    private final CanonicalValue value;
    private final int limit;
    private final String advice;
    private boolean isThere;

    /** @param advice what else the user can do, for the sentence about the limit */
    DistinctValues(Computation computation, RowCells cells, String advice) {
        this.values = new ValueCounts(cells);
        this.operand = new Operand(computation);
        this.value = new CanonicalValue(operand);
        this.limit = computation.parameters().limit();
        this.advice = advice;
    }

    @Override
    public void read(Event event, long timeMillis) {
        isThere = value.read(event);
        if (isThere && value.to() - value.from() + ValueCounts.ENTRY > MOST_BYTES) {
            throw tooManyBytes();
        }
    }

    @Override
    public void add() {
        if (isThere) {
            add(value.bytes(), value.from(), value.to(), 1);
        }
    }

    private void add(byte[] bytes, int from, int to, long count) {
        int index = values.find(bytes, from, to);
        if (index >= 0) {
            values.setCount(index, values.count(index) + count);
        } else if (values.size() >= limit) {
            throw operand.refused(operand.call() + " has " + String.format(Locale.ROOT, "%,d", limit)
                    + " different values already, its limit in one group and window: " + advice);
        } else if (values.tailLength() + ValueCounts.ENTRY + to - from > MOST_BYTES) {
            throw tooManyBytes();
        } else {
            values.insert(-1 - index, bytes, from, to, count);
        }
    }

    private EvaluationException tooManyBytes() {
        return operand.refused(operand.call() + " would keep more than " + (MOST_BYTES >> 10)
                + " KiB of different values in one group and window: " + advice);
    }

    @Override
    public void subtract() {
        if (!isThere) {
            return;
        }
        int index = values.find(value.bytes(), value.from(), value.to());
        if (index < 0) {
            throw operand.refused(operand.call() + " has not seen the value that is to be taken back");
        } else if (values.count(index) == 1) {
            values.remove(index);
        } else {
            values.setCount(index, values.count(index) - 1);
        }
    }

    @Override
    public void merge(Accumulator source) {
        ValueCounts other = ((DistinctValues) source).values;
        for (int i = 0; i < other.size(); i++) {
            add(other.bytes(), other.from(i), other.to(i), other.count(i));
        }
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }
}
