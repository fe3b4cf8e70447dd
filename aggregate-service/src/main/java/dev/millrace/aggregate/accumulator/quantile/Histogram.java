package dev.millrace.aggregate.accumulator.quantile;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * How many numbers lie between bounds, each with its upper one, inclusive, the last without. Each counts once, not in all higher ones too. One
 * task, its thread.
 */
public final class Histogram implements Accumulator {

    private final RowCells cells;
    private final int at;
    private final Operand operand;
    private final List<BigDecimal> bounds;
    /** The greatest integers up to the bounds, which decide for integers. */
    private final long[] wholeBounds;

    private int bucket;

    public Histogram(Computation computation, RowCells cells) {
        this.cells = cells;
        this.bounds = computation.parameters().bounds();
        this.wholeBounds = bounds.stream().mapToLong(Histogram::floor).toArray();
        this.at = cells.reserve((bounds.size() + 1) * Long.BYTES);
        this.operand = new Operand(computation);
    }

    @Override
    public void read(Event event, long timeMillis) {
        switch (operand.locate(event)) {
            case NONE -> {}
            case NUMBER -> {
                operand.readNumber();
                bucket = operand.isInteger() && operand.unscaled() != Long.MIN_VALUE
                        ? bucket(operand.unscaled())
                        : bucket(operand.decimal());
            }
            default -> throw operand.unfit("numbers");
        }
    }

    /** Within 64 bits: of a bound below these it decides for all integers but the least. */
    private static long floor(BigDecimal bound) {
        return bound.setScale(0, RoundingMode.FLOOR)
                .max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private int bucket(long integer) {
        int low = 0;
        int high = wholeBounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (wholeBounds[middle] < integer) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first bound that is not less than the number, or the number of bounds. */
    private int bucket(BigDecimal number) {
        int low = 0;
        int high = bounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds.get(middle).compareTo(number) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void add() {
        if (operand.kind() != Operand.Kind.NONE) {
            set(bucket, get(bucket) + 1);
        }
    }

    @Override
    public void subtract() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        }
        long count = get(bucket);
        if (count == 0) {
            throw operand.refused(operand.call() + " has counted nothing there that could be taken back");
        }
        set(bucket, count - 1);
    }

    private long get(int of) {
        return cells.getLong(at + of * Long.BYTES);
    }

    private void set(int of, long count) {
        cells.setLong(at + of * Long.BYTES, count);
    }

    @Override
    public void merge(Accumulator source) {
        Histogram other = (Histogram) source;
        for (int i = 0; i <= bounds.size(); i++) {
            set(i, get(i) + other.get(i));
        }
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        out.put('[');
        for (int i = 0; i < bounds.size(); i++) {
            out.put("{\"le\":").put(JsonNumber.text(bounds.get(i)));
            out.put(",\"count\":").putNumber(get(i)).put("},");
        }
        out.put("{\"le\":null,\"count\":").putNumber(get(bounds.size())).put("}]");
    }
}
