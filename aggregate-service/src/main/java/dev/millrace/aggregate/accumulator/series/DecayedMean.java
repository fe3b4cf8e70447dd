package dev.millrace.aggregate.accumulator.series;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.accumulator.moment.ExactSum;
import dev.millrace.aggregate.accumulator.moment.Ratio;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The mean of numbers, each weighted by 0.5^(age / half-life), its age counted from the latest one's time. Only the proportion of two weights
 * counts, so an event weighs 2^(time / half-life), a double's 53 binary digits of it, and sums of these are exact: order does not matter.
 * They are kept for spans of {@value #SPAN} half-lives, the latest span and the one before; what is older weighs less than 2^-256 and is
 * forgotten. Rounded to 17 digits. Of nothing it is null. One task, its thread.
 */
public final class DecayedMean implements Accumulator {

    static final int SPAN = 256;

    private static final double MANTISSA = 1L << 52;
    private static final BigDecimal NEXT_SPAN = new BigDecimal(BigInteger.ONE.shiftLeft(SPAN));

    private final RowCells cells;
    private final int spanAt;
    private final ExactSum weights;
    private final ExactSum weighted;
    private final ExactSum earlierWeights;
    private final ExactSum earlierWeighted;
    private final Operand operand;
    private final long halfLifeMillis;
    private long timeMillis;

    public DecayedMean(Computation computation, RowCells cells) {
        this.cells = cells;
        this.spanAt = cells.reserve(Long.BYTES);
        this.weights = new ExactSum(cells);
        this.weighted = new ExactSum(cells);
        this.earlierWeights = new ExactSum(cells);
        this.earlierWeighted = new ExactSum(cells);
        this.operand = new Operand(computation);
        this.halfLifeMillis = computation.parameters().halfLife().toMillis();
    }

    @Override
    public void read(Event event, long eventTimeMillis) {
        timeMillis = eventTimeMillis;
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
        }
        long halvings = Math.floorDiv(timeMillis, halfLifeMillis);
        double part = Math.floorMod(timeMillis, halfLifeMillis) / (double) halfLifeMillis;
        long mantissa = (long) (StrictMath.pow(2, part) * MANTISSA);
        int shift = (int) Math.floorMod(halvings, (long) SPAN);
        BigDecimal weight = new BigDecimal(BigInteger.valueOf(mantissa).shiftLeft(shift));
        long span = Math.floorDiv(halvings, (long) SPAN);
        advance(span);
        if (span == span()) {
            weights.add(weight);
            weighted.add(weight.multiply(operand.decimal()));
        } else if (span == span() - 1) {
            earlierWeights.add(weight);
            earlierWeighted.add(weight.multiply(operand.decimal()));
        }
    }

    private long span() {
        return cells.getLong(spanAt);
    }

    private boolean isEmpty() {
        return weights.value().signum() == 0;
    }

    /** Makes a span the latest one, unless there is a later one. */
    private void advance(long span) {
        if (isEmpty()) {
            cells.setLong(spanAt, span);
        } else if (span > span()) {
            boolean follows = span == span() + 1;
            earlierWeights.set(follows ? weights.value() : BigDecimal.ZERO);
            earlierWeighted.set(follows ? weighted.value() : BigDecimal.ZERO);
            weights.clear();
            weighted.clear();
            cells.setLong(spanAt, span);
        }
    }

    @Override
    public void merge(Accumulator source) {
        DecayedMean other = (DecayedMean) source;
        if (other.isEmpty()) {
            return;
        }
        advance(other.span());
        if (other.span() == span()) {
            weights.add(other.weights);
            weighted.add(other.weighted);
            earlierWeights.add(other.earlierWeights);
            earlierWeighted.add(other.earlierWeighted);
        } else if (other.span() == span() - 1) {
            earlierWeights.add(other.weights);
            earlierWeighted.add(other.weighted);
        }
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("a decayed mean cannot be taken back");
    }

    @Override
    public boolean canTakeBack() {
        return false;
    }

    @Override
    public void write(ByteSink out) {
        if (isEmpty()) {
            out.put("null");
            return;
        }
        BigDecimal sum = weighted.value().multiply(NEXT_SPAN).add(earlierWeighted.value());
        BigDecimal weight = weights.value().multiply(NEXT_SPAN).add(earlierWeights.value());
        out.put(JsonNumber.text(Ratio.of(sum, weight)));
    }
}
