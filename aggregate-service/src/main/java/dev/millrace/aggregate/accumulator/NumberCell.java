package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A number or a text in a row: ten bytes, of which kind, scale and an unscaled value; numbers of more than 18 digits and texts have a tail.
 * One task, its thread.
 */
public final class NumberCell implements RowCells.Tail {

    /** Kind: nothing. */
    public static final int NONE = 0;

    static final int INTEGER = 1;
    static final int DECIMAL = 2;
    static final int BIG = 3;
    static final int TEXT = 4;

    /** What an unscaled value stays below, both ways, exclusive. */
    static final long COMPACT_LIMIT = 1_000_000_000_000_000_000L;

    private static final byte[] EMPTY = {};

    private final RowCells cells;
    private final int at;
    private final int tail;

    /** Takes its place in the layout. */
    public NumberCell(RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(1 + 1 + Long.BYTES);
        this.tail = cells.reserve(this);
    }

    /** What it holds. */
    public int kind() {
        return cells.getByte(at);
    }

    int scale() {
        return cells.getByte(at + 1);
    }

    long unscaled() {
        return cells.getLong(at + 2);
    }

    @Override
    public int tailLength() {
        return kind() >= BIG ? (int) unscaled() : 0;
    }

    /** Where a text's JSON begins in the row's bytes. */
    int textFrom() {
        return cells.tailFrom(tail);
    }

    void clear() {
        set(NONE, 0, 0);
    }

    void setInteger(long value) {
        set(INTEGER, 0, value);
    }

    /**
     * Sets a decimal that fits.
     *
     * @param unscaled between the limits
     * @param scale from -128 to 127
     */
    void setCompact(long unscaled, int scale) {
        set(DECIMAL, scale, unscaled);
    }

    /** Sets a text: JSON with its quotes, at [from, to). */
    void setText(byte[] json, int from, int to) {
        setTail(TEXT, json, from, to);
    }

    /**
     * Sets any decimal.
     *
     * @throws ArithmeticException when it has more than 34 digits
     */
    void setDecimal(BigDecimal number) {
        BigDecimal value = number.stripTrailingZeros();
        if (value.precision() > JsonNumber.MAX_DIGITS) {
            throw new ArithmeticException("the result has more than " + JsonNumber.MAX_DIGITS + " digits");
        }
        BigInteger digits = value.unscaledValue();
        boolean fits = value.precision() <= 18 && value.scale() == (byte) value.scale();
        if (fits) {
            setCompact(digits.longValueExact(), value.scale());
            return;
        }
        byte[] magnitude = digits.toByteArray();
        byte[] stored = Arrays.copyOf(magnitude, magnitude.length + 2);
        stored[magnitude.length] = (byte) (value.scale() >> 8);
        stored[magnitude.length + 1] = (byte) value.scale();
        setTail(BIG, stored, 0, stored.length);
    }

    /** The number, whatever its kind; not of a text or nothing. */
    public BigDecimal decimal() {
        if (kind() != BIG) {
            return BigDecimal.valueOf(unscaled(), scale());
        }
        byte[] bytes = cells.bytes();
        int from = cells.tailFrom(tail);
        int end = from + tailLength() - 2;
        int scale = bytes[end] << 8 | bytes[end + 1] & 0xff;
        return new BigDecimal(new BigInteger(bytes, from, end - from), scale);
    }

    private void set(int kind, int scale, long unscaled) {
        if (kind() >= BIG) {
            cells.replaceTail(tail, EMPTY, 0, 0);
        }
        cells.setByte(at, kind);
        cells.setByte(at + 1, scale);
        cells.setLong(at + 2, unscaled);
    }

    private void setTail(int kind, byte[] source, int from, int to) {
        cells.replaceTail(tail, source, from, to);
        cells.setByte(at, kind);
        cells.setByte(at + 1, 0);
        cells.setLong(at + 2, to - from);
    }
}
