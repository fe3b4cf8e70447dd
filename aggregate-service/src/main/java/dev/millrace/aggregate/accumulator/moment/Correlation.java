package dev.millrace.aggregate.accumulator.moment;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;

/**
 * Pearson's correlation of two numbers over the events that have both: from exact sums of both, their squares and their products; rounded
 * to 17 digits at the end. Null for fewer than two such events, or where one of the numbers never changes. One task, its thread.
 */
public final class Correlation implements Accumulator {

    /** Whose products fit 64 bits. */
    private static final long MOST_MULTIPLIED = 3_037_000_499L;

    private final RowCells cells;
    private final int countAt;
    private final ExactSum sumX;
    private final ExactSum sumY;
    private final ExactSum sumXX;
    private final ExactSum sumYY;
    private final ExactSum sumXY;
    private final Operand x;
    private final Operand y;
    private boolean isPair;

    public Correlation(Computation computation, RowCells cells) {
        this.cells = cells;
        this.countAt = cells.reserve(Long.BYTES);
        this.sumX = new ExactSum(cells);
        this.sumY = new ExactSum(cells);
        this.sumXX = new ExactSum(cells);
        this.sumYY = new ExactSum(cells);
        this.sumXY = new ExactSum(cells);
        this.x = new Operand(computation, 0);
        this.y = new Operand(computation, 1);
    }

    @Override
    public void read(Event event, long timeMillis) {
        boolean hasX = isNumber(x, event);
        boolean hasY = isNumber(y, event);
        isPair = hasX && hasY;
    }

    private static boolean isNumber(Operand operand, Event event) {
        switch (operand.locate(event)) {
            case NONE -> {
                return false;
            }
            case NUMBER -> operand.readNumber();
            default -> throw operand.unfit("numbers");
        }
        return true;
    }

    @Override
    public void add() {
        if (isPair) {
            cells.setLong(countAt, cells.getLong(countAt) + 1);
            sum(1);
        }
    }

    @Override
    public void subtract() {
        if (!isPair) {
            return;
        }
        long count = cells.getLong(countAt);
        if (count == 0) {
            throw x.refused(x.call() + " has added nothing that could be taken back");
        }
        cells.setLong(countAt, count - 1);
        sum(-1);
    }

    private void sum(int sign) {
        if (isSmall(x) && isSmall(y)) {
            long a = x.unscaled();
            long b = y.unscaled();
            sumX.add(sign * a, x.scale());
            sumY.add(sign * b, y.scale());
            sumXX.add(sign * a * a, 2 * x.scale());
            sumYY.add(sign * b * b, 2 * y.scale());
            sumXY.add(sign * a * b, x.scale() + y.scale());
        } else {
            BigDecimal a = x.decimal();
            BigDecimal b = y.decimal();
            BigDecimal signed = BigDecimal.valueOf(sign);
            sumX.add(a.multiply(signed));
            sumY.add(b.multiply(signed));
            sumXX.add(a.multiply(a).multiply(signed));
            sumYY.add(b.multiply(b).multiply(signed));
            sumXY.add(a.multiply(b).multiply(signed));
        }
    }

    private static boolean isSmall(Operand operand) {
        return operand.isCompact()
                && Math.abs(operand.unscaled()) <= MOST_MULTIPLIED
                && operand.unscaled() != Long.MIN_VALUE;
    }

    @Override
    public void merge(Accumulator source) {
        Correlation other = (Correlation) source;
        cells.setLong(countAt, cells.getLong(countAt) + other.cells.getLong(other.countAt));
        sumX.add(other.sumX);
        sumY.add(other.sumY);
        sumXX.add(other.sumXX);
        sumYY.add(other.sumYY);
        sumXY.add(other.sumXY);
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        BigDecimal n = BigDecimal.valueOf(cells.getLong(countAt));
        BigDecimal a = sumX.value();
        BigDecimal b = sumY.value();
        BigDecimal spreadX = Ratio.deviations(n, a, a, sumXX.value());
        BigDecimal spreadY = Ratio.deviations(n, b, b, sumYY.value());
        if (spreadX.signum() == 0 || spreadY.signum() == 0) {
            out.put("null");
            return;
        }
        BigDecimal together = Ratio.deviations(n, a, b, sumXY.value());
        out.put(JsonNumber.text(Ratio.overRoot(together, spreadX, spreadY)));
    }
}
