package dev.millrace.aggregate.accumulator.quantile;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.accumulator.distinct.CanonicalValue;
import dev.millrace.aggregate.accumulator.distinct.ValueCounts;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The value below which a part of the numbers lies, by linear interpolation between the closest ranks (as SQL's PERCENTILE_CONT). Exact while
 * there are at most {@value #MOST_EXACT} different numbers; from then on out of logarithmic buckets, where the number at a rank is known to
 * 1 % of it. Depends on no order. Of nothing it is null. One task, its thread.
 */
public final class Percentile implements Accumulator {

    static final int MOST_EXACT = 256;

    private static final MathContext TOLD = new MathContext(17, RoundingMode.HALF_EVEN);

    private final ValueCounts values;
    private final BucketCounts buckets;
    private final Operand operand;
    private final CanonicalValue value;
    private final BigDecimal fraction;

    public Percentile(Computation computation, RowCells cells) {
        this.values = new ValueCounts(cells);
        this.buckets = new BucketCounts(cells);
        this.operand = new Operand(computation);
        this.value = new CanonicalValue(operand);
        this.fraction = computation.parameters().fraction();
    }

    @Override
    public void read(Event event, long timeMillis) {
        switch (operand.locate(event)) {
            case NONE -> {}
            case NUMBER -> operand.readNumber();
            default -> throw operand.unfit("numbers");
        }
    }

    @Override
    public void add() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        } else if (buckets.size() > 0) {
            buckets.add(LogBuckets.key(operand), 1);
        } else {
            value.number();
            add(value.bytes(), value.from(), value.to(), 1);
        }
    }

    private void add(byte[] number, int from, int to, long count) {
        int index = values.find(number, from, to);
        if (index >= 0) {
            values.setCount(index, values.count(index) + count);
        } else if (values.size() < MOST_EXACT) {
            values.insert(-1 - index, number, from, to, count);
        } else {
            intoBuckets(values);
            values.clear();
            buckets.add(LogBuckets.key(JsonNumber.toDecimal(number, from, to)), count);
        }
    }

    private void intoBuckets(ValueCounts exact) {
        for (int i = 0; i < exact.size(); i++) {
            buckets.add(LogBuckets.key(number(exact, i)), exact.count(i));
        }
    }

    private static BigDecimal number(ValueCounts exact, int index) {
        return JsonNumber.toDecimal(exact.bytes(), exact.from(index), exact.to(index));
    }

    @Override
    public void subtract() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        }
        boolean found = buckets.size() > 0 ? buckets.subtract(LogBuckets.key(operand)) : subtractExactly();
        if (!found) {
            throw operand.refused(operand.call() + " has not seen the number that is to be taken back");
        }
    }

    private boolean subtractExactly() {
        value.number();
        int index = values.find(value.bytes(), value.from(), value.to());
        if (index < 0) {
            return false;
        } else if (values.count(index) == 1) {
            values.remove(index);
        } else {
            values.setCount(index, values.count(index) - 1);
        }
        return true;
    }

    @Override
    public void merge(Accumulator source) {
        Percentile other = (Percentile) source;
        if (other.buckets.size() > 0 && buckets.size() == 0) {
            intoBuckets(values);
            values.clear();
        }
        buckets.merge(other.buckets);
        for (int i = 0; i < other.values.size(); i++) {
            if (buckets.size() > 0) {
                buckets.add(LogBuckets.key(number(other.values, i)), other.values.count(i));
            } else {
                add(other.values.bytes(), other.values.from(i), other.values.to(i), other.values.count(i));
            }
        }
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        long total = total();
        if (total == 0) {
            out.put("null");
            return;
        }
        BigDecimal place = fraction.multiply(BigDecimal.valueOf(total - 1));
        long rank = place.longValue();
        BigDecimal part = place.subtract(BigDecimal.valueOf(rank));
        BigDecimal low = atRank(rank);
        BigDecimal high = part.signum() == 0 ? low : atRank(rank + 1);
        boolean between = low.compareTo(high) != 0;
        out.put(JsonNumber.text(
                between ? low.add(high.subtract(low).multiply(part)).round(TOLD) : low));
    }

    private long total() {
        long total = buckets.total();
        for (int i = 0; i < values.size(); i++) {
            total += values.count(i);
        }
        return total;
    }

    private BigDecimal atRank(long rank) {
        if (buckets.size() > 0) {
            return buckets.atRank(rank);
        }
        long below = 0;
        int index = -1;
        while (below <= rank) {
            below += values.count(++index);
        }
        return number(values, index);
    }
}
