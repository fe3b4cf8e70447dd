package dev.millrace.aggregate.accumulator.moment;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.aggregate.row.RowCells;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum in a row that is never rounded: ten bytes, of which kind, scale and an unscaled value of 64 bits; where these are not enough, a tail
 * of as many bytes as the digits take. It is bounded by what it adds: numbers of at most 34 digits and exponents of at most 6144, and
 * products of two of these, so at most some 10 KiB. One task, its thread.
 */
public final class ExactSum implements RowCells.Tail {

    private static final int COMPACT = 0;
    private static final int BIG = 1;
    private static final int MOST_SCALE = Byte.MAX_VALUE;
    private static final long[] POWERS = powers();

    private final RowCells cells;
    private final int at;
    private final int tail;

    /** Takes its place in the layout. */
    public ExactSum(RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(1 + 1 + Long.BYTES);
        this.tail = cells.reserve(this);
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    @Override
    public int tailLength() {
        return cells.getByte(at) == BIG ? (int) cells.getLong(at + 2) : 0;
    }

    /** Adds {@code unscaled} with so many digits behind the point, without making an object where 64 bits are enough. */
    public void add(long unscaled, int scale) {
        if (cells.getByte(at) != COMPACT || !addCompact(unscaled, scale)) {
            add(BigDecimal.valueOf(unscaled, scale));
        }
    }

    private boolean addCompact(long unscaled, int scale) {
        long sum = cells.getLong(at + 2);
        int own = cells.getByte(at + 1);
        int finer = Math.max(own, scale);
        if (finer > MOST_SCALE || !fits(sum, finer - own) || !fits(unscaled, finer - scale)) {
            return false;
        }
        long a = sum == 0 ? 0 : sum * POWERS[finer - own];
        long b = unscaled == 0 ? 0 : unscaled * POWERS[finer - scale];
        long result = a + b;
        if (((a ^ result) & (b ^ result)) < 0) {
            return false;
        }
        cells.setByte(at + 1, finer);
        cells.setLong(at + 2, result);
        return true;
    }

    private static boolean fits(long unscaled, int by) {
        if (by >= POWERS.length) {
            return unscaled == 0;
        }
        long limit = Long.MAX_VALUE / POWERS[by];
        return unscaled >= -limit && unscaled <= limit;
    }

    /** Adds any decimal. */
    public void add(BigDecimal number) {
        set(value().add(number));
    }

    /** Adds what another row's sum is. */
    public void add(ExactSum other) {
        if (other.cells.getByte(other.at) == COMPACT) {
            add(other.cells.getLong(other.at + 2), other.cells.getByte(other.at + 1));
        } else {
            add(other.value());
        }
    }

    /** Sets it. */
    public void set(BigDecimal number) {
        BigDecimal sum = number.signum() == 0 ? BigDecimal.ZERO : number;
        BigInteger digits = sum.unscaledValue();
        if (digits.bitLength() < Long.SIZE && sum.scale() >= 0 && sum.scale() <= MOST_SCALE) {
            setCompact(digits.longValue(), sum.scale());
            return;
        }
        byte[] magnitude = digits.toByteArray();
        int length = magnitude.length + Integer.BYTES;
        int from = cells.resizeTail(tail, length);
        System.arraycopy(magnitude, 0, cells.bytes(), from, magnitude.length);
        BigEndian.setInt(cells.bytes(), from + magnitude.length, sum.scale());
        cells.setByte(at, BIG);
        cells.setByte(at + 1, 0);
        cells.setLong(at + 2, length);
    }

    private void setCompact(long unscaled, int scale) {
        if (cells.getByte(at) == BIG) {
            cells.resizeTail(tail, 0);
        }
        cells.setByte(at, COMPACT);
        cells.setByte(at + 1, scale);
        cells.setLong(at + 2, unscaled);
    }

    /** Makes it zero. */
    public void clear() {
        setCompact(0, 0);
    }

    /** What it is. */
    public BigDecimal value() {
        if (cells.getByte(at) == COMPACT) {
            return BigDecimal.valueOf(cells.getLong(at + 2), cells.getByte(at + 1));
        }
        int from = cells.tailFrom(tail);
        int digits = tailLength() - Integer.BYTES;
        return new BigDecimal(
                new BigInteger(cells.bytes(), from, digits), BigEndian.getInt(cells.bytes(), from + digits));
    }
}
