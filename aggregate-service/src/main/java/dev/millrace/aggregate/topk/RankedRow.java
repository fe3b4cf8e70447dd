package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.engine.state.Row;
import java.util.Arrays;

/**
 * The values of a topK's rows. Of a head: flags, then the number of the next ranked row. Of a ranked row: flags; the number it is ranked by, of which
 * the best sorts first; its event time; its document. So the bytes behind the flags sort as the rows are ranked. Part of the stored format.
 * Stateless; any thread.
 */
final class RankedRow {

    /** Bytes of a head. */
    static final int HEAD_LENGTH = 1 + Long.BYTES;
    /** Where the rank begins in a ranked row. */
    static final int RANK_AT = 1;
    /** Where the event time begins. */
    static final int TIME_AT = RANK_AT + NumberOrder.LENGTH;
    /** Where the document begins. */
    static final int DOCUMENT_AT = TIME_AT + Long.BYTES;

    /** Of a head: its window has ended. */
    private static final int CLOSED = 1;
    /** Of a ranked row: it was told and not taken back. */
    private static final int TOLD = 1;
    /** Of a ranked row: it counts no more, and is here until it is taken back. */
    private static final int GONE = 2;

    private RankedRow() {}

    /** Which of two rows of a group's window is better: it comes first. */
    static int compare(Row one, Row other) {
        int better = Arrays.compareUnsigned(
                one.bytes(),
                one.valueOffset() + RANK_AT,
                one.valueOffset() + one.valueLength(),
                other.bytes(),
                other.valueOffset() + RANK_AT,
                other.valueOffset() + other.valueLength());
        return better != 0 ? better : Long.compare(number(one), number(other));
    }

    /** Orders rows by their documents, then by their times. */
    static int compareDocuments(Row one, Row other) {
        int documents = Arrays.compareUnsigned(
                one.bytes(),
                one.valueOffset() + DOCUMENT_AT,
                one.valueOffset() + one.valueLength(),
                other.bytes(),
                other.valueOffset() + DOCUMENT_AT,
                other.valueOffset() + other.valueLength());
        if (documents != 0) {
            return documents;
        }
        int times = Long.compare(timeMillis(one), timeMillis(other));
        return times != 0 ? times : Long.compare(number(one), number(other));
    }

    /** The number in a row's key; a loose row, which has none, is behind all that are like it. */
    private static long number(Row row) {
        return row.keyLength() == 0 ? Long.MAX_VALUE : TopKKey.number(row);
    }

    static long timeMillis(Row row) {
        return NumberOrder.readTime(row.bytes(), row.valueOffset() + TIME_AT);
    }

    static boolean isSameDocument(Row one, Row other) {
        return Arrays.equals(
                one.bytes(),
                one.valueOffset() + DOCUMENT_AT,
                one.valueOffset() + one.valueLength(),
                other.bytes(),
                other.valueOffset() + DOCUMENT_AT,
                other.valueOffset() + other.valueLength());
    }

    static byte[] document(Row row) {
        return Arrays.copyOfRange(row.bytes(), row.valueOffset() + DOCUMENT_AT, row.valueOffset() + row.valueLength());
    }

    static boolean isTold(Row row) {
        return is(row, TOLD);
    }

    static void setTold(Row row, boolean told) {
        set(row, TOLD, told);
    }

    static boolean isGone(Row row) {
        return is(row, GONE);
    }

    static void setGone(Row row, boolean gone) {
        set(row, GONE, gone);
    }

    static boolean isClosed(Row head) {
        return is(head, CLOSED);
    }

    static void setClosed(Row head) {
        set(head, CLOSED, true);
    }

    static long nextNumber(Row head) {
        return BigEndian.getLong(head.bytes(), head.valueOffset() + 1);
    }

    static void setNextNumber(Row head, long number) {
        BigEndian.setLong(head.bytes(), head.valueOffset() + 1, number);
    }

    private static boolean is(Row row, int flag) {
        return (row.bytes()[row.valueOffset()] & flag) != 0;
    }

    private static void set(Row row, int flag, boolean on) {
        int flags = row.bytes()[row.valueOffset()];
        row.bytes()[row.valueOffset()] = (byte) (on ? flags | flag : flags & ~flag);
    }
}
