package dev.millrace.aggregate.row;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A view of one row's value: how many events it holds, what was told of it, then a cell of fixed length for each accumulator, then the tails
 * of those whose value has no fixed length, in the same order. Changed in place; whoever changes it has touched the row. One thread.
 */
public final class RowCells {

    /** A cell that may have a tail. */
    public interface Tail {
        /** Bytes of its tail in the row in view. */
        int tailLength();
    }

    /** Flag: a result was told and not taken back. */
    public static final int TOLD = 1;
    /** Flag: changed since a result was last told. */
    public static final int CHANGED = 2;
    /** Flag: the window has ended; the timer is that of the row's removal. */
    public static final int CLOSED = 4;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int COUNT_AT = 0;
    private static final int PANE_AT = 8;
    private static final int FLAGS_AT = 12;
    /** The upper half of the flags' byte says which form the row has. */
    private static final int FORM_SHIFT = 4;

    private final List<Tail> tails = new ArrayList<>();
    private int fixedLength = FLAGS_AT + 1;
    private int form;
    private KeyedState state;
    private Row row;
    private byte[] bytes;
    private int base;
    private byte[] saved = new byte[64];
    private int savedLength;

    /** While the layout is made: takes room for a cell; its place in the value. */
    public int reserve(int length) {
        int at = fixedLength;
        fixedLength += length;
        return at;
    }

    /** While the layout is made: takes a tail; its number. */
    public int reserve(Tail tail) {
        tails.add(tail);
        return tails.size() - 1;
    }

    /** While the layout is made: whatever the other has laid out beyond what is laid out here, this one passes over. */
    public void layOutAs(RowCells other) {
        fixedLength = other.fixedLength;
    }

    /** Bytes of a value without tails. */
    public int fixedLength() {
        return fixedLength;
    }

    /** How many tails are laid out. */
    public int tails() {
        return tails.size();
    }

    /**
     * While the layout is made: the number of the form that rows have which are begun from now on.
     *
     * @param number 0 to 15, both inclusive
     */
    public void setForm(int number) {
        form = number;
    }

    /** The number of the form a row has. */
    public static int formOf(Row row) {
        return row.bytes()[row.valueOffset() + FLAGS_AT] >> FORM_SHIFT & 0xf;
    }

    /** Looks at a row from now on that is new, its value zeros. */
    public void begin(KeyedState ofState, Row ofRow) {
        view(ofState, ofRow);
        if (form != 0) {
            bytes[base + FLAGS_AT] = (byte) (form << FORM_SHIFT);
        }
    }

    /** Looks at a row from now on. */
    public void view(KeyedState ofState, Row ofRow) {
        state = ofState;
        row = ofRow;
        bytes = ofRow.bytes();
        base = ofRow.valueOffset();
    }

    /** The row in view. */
    public Row row() {
        return row;
    }

    /** The row's array; another one after a tail was replaced. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many events the row holds, those that were taken back subtracted. */
    public long count() {
        return getLong(COUNT_AT);
    }

    public void setCount(long count) {
        setLong(COUNT_AT, count);
    }

    /** The number of the next result. */
    public int pane() {
        return getInt(PANE_AT);
    }

    public void setPane(int pane) {
        setInt(PANE_AT, pane);
    }

    public boolean is(int flag) {
        return (bytes[base + FLAGS_AT] & flag) != 0;
    }

    public void set(int flag, boolean on) {
        int flags = bytes[base + FLAGS_AT];
        bytes[base + FLAGS_AT] = (byte) (on ? flags | flag : flags & ~flag);
    }

    public byte getByte(int at) {
        return bytes[base + at];
    }

    public void setByte(int at, int value) {
        bytes[base + at] = (byte) value;
    }

    public int getInt(int at) {
        return (int) INT.get(bytes, base + at);
    }

    public void setInt(int at, int value) {
        INT.set(bytes, base + at, value);
    }

    public long getLong(int at) {
        return (long) LONG.get(bytes, base + at);
    }

    public void setLong(int at, long value) {
        LONG.set(bytes, base + at, value);
    }

    /** A cell of a row that need not be in view. */
    public static long longOf(Row row, int at) {
        return (long) LONG.get(row.bytes(), row.valueOffset() + at);
    }

    /** Where a tail begins in {@link #bytes}. */
    public int tailFrom(int number) {
        int at = base + fixedLength;
        for (int i = 0; i < number; i++) {
            at += tails.get(i).tailLength();
        }
        return at;
    }

    /** Gives a tail other bytes, those at [from, to); called before its cell says the new length. */
    public void replaceTail(int number, byte[] source, int from, int to) {
        int at = resizeTail(number, to - from);
        System.arraycopy(source, from, bytes, at, to - from);
    }

    /**
     * Gives a tail another length: its first bytes stay, what is added at its end may be anything; called before its cell says the new length.
     *
     * @return where it begins in {@link #bytes}
     */
    public int resizeTail(int number, int to) {
        int at = tailFrom(number) - base;
        int old = tails.get(number).tailLength();
        int length = row.valueLength();
        int longer = to - old;
        if (longer > 0) {
            resize(length + longer);
        }
        System.arraycopy(bytes, base + at + old, bytes, base + at + to, length - at - old);
        if (longer < 0) {
            resize(length + longer);
        }
        return base + at;
    }

    /** Remembers the value for {@link #rollBack}. */
    public void save() {
        savedLength = row.valueLength();
        if (savedLength > saved.length) {
            saved = new byte[savedLength * 2];
        }
        System.arraycopy(bytes, base, saved, 0, savedLength);
    }

    /** Puts back the value that was saved. */
    public void rollBack() {
        if (row.valueLength() != savedLength) {
            resize(savedLength);
        }
        System.arraycopy(saved, 0, bytes, base, savedLength);
    }

    private void resize(int length) {
        state.resize(row, length);
        view(state, row);
    }
}
