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
 * The sample variance (divided by n - 1) of numbers, or its square root: from their exact sum and the exact sum of their squares, so that
 * neither order nor cancellation counts; rounded once, HALF_EVEN to 17 digits. Of fewer than two numbers it is null. One task, its thread.
 */
public final class Variance implements Accumulator {

    /** Whose square fits 64 bits. */
    private static final long MOST_SQUARED = 3_037_000_499L;

    private final RowCells cells;
    private final int countAt;
    private final ExactSum sum;
    private final ExactSum squares;
    private final Operand operand;
    private final boolean root;

    /** @param root whether it is the standard deviation */
    public Variance(Computation computation, RowCells cells, boolean root) {
        this.cells = cells;
        this.countAt = cells.reserve(Long.BYTES);
        this.sum = new ExactSum(cells);
        this.squares = new ExactSum(cells);
        this.operand = new Operand(computation);
        this.root = root;
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
        if (operand.kind() != Operand.Kind.NONE) {
            cells.setLong(countAt, cells.getLong(countAt) + 1);
            sum(1);
        }
    }

    @Override
    public void subtract() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        }
        long count = cells.getLong(countAt);
        if (count == 0) {
            throw operand.refused(operand.call() + " has added nothing that could be taken back");
        }
        cells.setLong(countAt, count - 1);
        if (count == 1) {
            sum.clear();
            squares.clear();
        } else {
            sum(-1);
        }
    }

    private void sum(int sign) {
        long unscaled = operand.unscaled();
        boolean compact = operand.isCompact() && unscaled >= -MOST_SQUARED && unscaled <= MOST_SQUARED;
        if (compact) {
            sum.add(sign * unscaled, operand.scale());
            squares.add(sign * unscaled * unscaled, 2 * operand.scale());
        } else {
            BigDecimal value = operand.decimal();
            BigDecimal square = value.multiply(value);
            sum.add(sign > 0 ? value : value.negate());
            squares.add(sign > 0 ? square : square.negate());
        }
    }

    @Override
    public void merge(Accumulator source) {
        Variance other = (Variance) source;
        cells.setLong(countAt, cells.getLong(countAt) + other.cells.getLong(other.countAt));
        sum.add(other.sum);
        squares.add(other.squares);
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        long count = cells.getLong(countAt);
        if (count < 2) {
            out.put("null");
            return;
        }
        BigDecimal n = BigDecimal.valueOf(count);
        BigDecimal deviations = Ratio.deviations(n, sum.value(), sum.value(), squares.value());
        BigDecimal pairs = n.multiply(n.subtract(BigDecimal.ONE));
        out.put(JsonNumber.text(root ? Ratio.root(deviations, pairs) : Ratio.of(deviations, pairs)));
    }
}
