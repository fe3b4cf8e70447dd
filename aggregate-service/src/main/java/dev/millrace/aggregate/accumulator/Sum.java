package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The exact sum of numbers, or that divided by how many they are. Integers alone stay 64-bit integers; with a decimal among them the sum is
 * a decimal of up to 34 digits. Of nothing it is null. One task, its thread.
 */
final class Sum implements Accumulator {

    private static final MathContext AVERAGE = new MathContext(17, RoundingMode.HALF_EVEN);
    private static final long[] POWERS = powers();

    private final RowCells cells;
    private final int countAt;
    private final NumberCell total;
    private final Operand operand;
    private final boolean average;

    Sum(Computation computation, RowCells cells, boolean average) {
        this.cells = cells;
        this.countAt = cells.reserve(Long.BYTES);
        this.total = new NumberCell(cells);
        this.operand = new Operand(computation);
        this.average = average;
    }

    private static long[] powers() {
        long[] powers = new long[18];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
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
            total.clear();
        } else {
            sum(-1);
        }
    }

    @Override
    public void merge(Accumulator source) {
        Sum other = (Sum) source;
        long count = other.cells.getLong(other.countAt);
        if (count > 0) {
            cells.setLong(countAt, cells.getLong(countAt) + count);
            boolean big = other.total.kind() == NumberCell.BIG;
            boolean integer = other.total.kind() == NumberCell.INTEGER;
            sum(1, integer, other.total.unscaled(), other.total.scale(), big ? other.total.decimal() : null);
        }
    }

    private void sum(int sign) {
        boolean compact = operand.isCompact();
        sum(sign, operand.isInteger(), operand.unscaled(), operand.scale(), compact ? null : operand.decimal());
    }

    /** @param big the value where unscaled value and scale do not hold it, else null */
    private void sum(int sign, boolean integer, long unscaled, int scale, BigDecimal big) {
        boolean integers = integer && total.kind() <= NumberCell.INTEGER;
        try {
            if (integers) {
                long sum = total.unscaled();
                total.setInteger(sign > 0 ? Math.addExact(sum, unscaled) : Math.subtractExact(sum, unscaled));
            } else if (total.kind() >= NumberCell.BIG || big != null || !sumCompact(sign, unscaled, scale)) {
                BigDecimal sum = total.kind() == NumberCell.NONE ? BigDecimal.ZERO : total.decimal();
                BigDecimal value = big != null ? big : BigDecimal.valueOf(unscaled, scale);
                total.setDecimal(sign > 0 ? sum.add(value) : sum.subtract(value));
            }
        } catch (ArithmeticException overflow) {
            BigDecimal value = big != null ? big : BigDecimal.valueOf(unscaled, scale);
            throw operand.refused(operand.call() + ": the sum with " + JsonNumber.text(value)
                    + (integers
                            ? " does not fit a 64-bit integer"
                            : " has more than " + JsonNumber.MAX_DIGITS + " digits"));
        }
    }

    /** Adds at the finer of both scales without making an object; false where 18 digits are not enough. */
    private boolean sumCompact(int sign, long unscaled, int scale) {
        int finer = Math.max(total.scale(), scale);
        long sum = scaled(total.unscaled(), finer - total.scale());
        long value = scaled(unscaled, finer - scale);
        if (sum == Long.MIN_VALUE || value == Long.MIN_VALUE) {
            return false;
        }
        long result = sum + sign * value;
        if (result <= -NumberCell.COMPACT_LIMIT || result >= NumberCell.COMPACT_LIMIT) {
            return false;
        }
        total.setCompact(result, finer);
        return true;
    }

    private static long scaled(long unscaled, int by) {
        if (by >= POWERS.length) {
            return unscaled == 0 ? 0 : Long.MIN_VALUE;
        }
        long limit = NumberCell.COMPACT_LIMIT / POWERS[by];
        return unscaled > -limit && unscaled < limit ? unscaled * POWERS[by] : Long.MIN_VALUE;
    }

    @Override
    public boolean canTakeBack() {
        return true;
    }

    @Override
    public void write(ByteSink out) {
        long count = cells.getLong(countAt);
        if (count == 0) {
            out.put("null");
        } else if (average) {
            out.put(JsonNumber.text(total.decimal().divide(BigDecimal.valueOf(count), AVERAGE)));
        } else if (total.kind() == NumberCell.INTEGER) {
            out.putNumber(total.unscaled());
        } else {
            out.put(JsonNumber.text(total.decimal()));
        }
    }
}
