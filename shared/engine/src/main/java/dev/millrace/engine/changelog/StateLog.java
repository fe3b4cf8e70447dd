package dev.millrace.engine.changelog;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.marker.Varint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The writer's side of one task's state log: for each commit the deltas, then perhaps whole segments, then the task record. Segments are written in
 * turns: a turn begins when what was written since the last is worth it, and goes on at the pace in bytes of what else is written. Knows which part
 * of the log nobody needs any more. One thread.
 */
public final class StateLog {

    /** What a segment's head costs in a base, so that a round over empty segments is not free. */
    private static final int SEGMENT_COST = 3;

    /** What a row costs in a base beside its bytes. */
    private static final int ROW_COST = 10;

    /** Between two turns at most this much is written, or so many times the state where that is less. */
    static final long FREE_BYTES = 2 << 20;

    static final int FREE_TIMES = 4;

    private static final byte[] NOTHING = {};

    private int cursor;
    private long credit;
    private long sinceTurn;
    private long oldestBase;
    private long turnStart = -1;
    private Frame open;
    private int cursorBefore;
    private long creditBefore;
    private long sinceTurnBefore;

    /**
     * One commit's records, in the order they are to be written, in one transaction.
     *
     * @param records the bytes of each
     * @param turnStartsAt which of the records holds the first base of a turn; -1 for none
     * @param turnEnds whether the last base of a turn is in it
     * @param bases the segments that are in it whole; empty unless they were asked for
     */
    public record Frame(List<byte[]> records, int turnStartsAt, boolean turnEnds, List<Base> bases) {}

    /**
     * A whole segment in a frame.
     *
     * @param record the last of the records that hold it
     * @param rows their number, then each
     */
    public record Base(int segment, int record, byte[] rows) {}

    /** Begins a log. */
    public StateLog() {}

    /**
     * Goes on where the log's last task record stands; from the beginning with null.
     *
     * @param turnStart the offset of the last record that begins with the first segment; negative when it was not seen
     */
    StateLog(TaskRecord last, long turnStart) {
        if (last == null) {
            return;
        }
        cursor = last.cursor();
        // Where many owners live shortly each of them would write without a turn.
        sinceTurn = FREE_BYTES;
        oldestBase = last.oldestBase();
        if (turnStart >= 0) {
            // Without this a writer that never lives through a whole turn would never trim.
            this.turnStart = turnStart;
            oldestBase = cursor == 0 ? Math.max(oldestBase, turnStart) : oldestBase;
        }
    }

    /**
     * The records of a commit. The outcome must be told before the next is made.
     *
     * @param state what changed is taken from it
     * @param withBases whether the frame should name its bases
     */
    public Frame frame(KeyedState state, long commit, int generation, long nextOffset, byte[] time, boolean withBases) {
        cursorBefore = cursor;
        creditBefore = credit;
        sinceTurnBefore = sinceTurn;
        List<byte[]> records = new ArrayList<>();
        byte[] deltas = deltas(state);
        if (deltas.length > 0) {
            records.addAll(Message.records(Message.DELTAS, commit, deltas));
        }
        sinceTurn += deltas.length;
        boolean turns = cursor > 0 || sinceTurn >= Math.min(FREE_BYTES, FREE_TIMES * stored(state));
        credit += turns ? deltas.length : 0;
        int turnStartsAt = -1;
        boolean turnEnds = false;
        List<Base> bases = new ArrayList<>();
        if (turns && credit > 0) {
            turnStartsAt = cursor == 0 ? records.size() : -1;
            turnEnds = bases(state, commit, records, withBases ? bases : null);
        }
        byte[] task = new TaskRecord(commit, generation, nextOffset, time, cursor, oldestBase).encode();
        records.addAll(Message.records(Message.TASK, commit, task));
        // Commits of time alone must come round, too, or their task records would pile up for good.
        credit += turns && !turnEnds ? task.length : 0;
        sinceTurn += task.length;
        open = new Frame(records, turnStartsAt, turnEnds, bases);
        return open;
    }

    /** About the bytes of a turn, empty segments left out. */
    private static long stored(KeyedState state) {
        return state.bytes() + state.size() * ROW_COST;
    }

    private static byte[] deltas(KeyedState state) {
        if (state.dirty() == 0) {
            return NOTHING;
        }
        Deltas deltas = new Deltas(state.dirty());
        state.changes(deltas);
        return deltas.encode();
    }

    /** Whole segments until what was written for deltas is matched, but not beyond the end of a turn. */
    private boolean bases(KeyedState state, long commit, List<byte[]> records, List<Base> bases) {
        ByteSink out = new ByteSink(4096);
        int first = cursor;
        int[] ends = new int[KeyedState.SEGMENTS];
        while (credit > 0 && cursor < KeyedState.SEGMENTS) {
            int before = out.length();
            out.put((char) cursor);
            Varint.write(state.sizeOf(cursor), out);
            state.forEachIn(cursor, row -> Rows.put(row, out));
            credit -= Math.max(SEGMENT_COST, out.length() - before);
            ends[cursor++] = out.length();
            if (out.length() >= Message.MAX_CHUNK || credit <= 0 || cursor == KeyedState.SEGMENTS) {
                byte[] body = out.toBytes();
                records.addAll(Message.records(Message.BASES, commit, body));
                if (bases != null) {
                    name(body, first, ends, records.size() - 1, bases);
                }
                out.truncate(0);
                first = cursor;
            }
        }
        if (cursor < KeyedState.SEGMENTS) {
            return false;
        }
        cursor = 0;
        // One turn has written everything: what was owed beyond it is not owed any more.
        credit = Math.min(credit, 0);
        sinceTurn = 0;
        return true;
    }

    private void name(byte[] body, int first, int[] ends, int record, List<Base> bases) {
        int from = 0;
        for (int segment = first; segment < cursor; segment++) {
            // Behind the segment's number.
            bases.add(new Base(segment, record, Arrays.copyOfRange(body, from + 1, ends[segment])));
            from = ends[segment];
        }
    }

    /**
     * The last frame is committed.
     *
     * @param offsets the offset of each of its records
     */
    public void committed(long[] offsets) {
        if (open.turnStartsAt >= 0) {
            turnStart = offsets[open.turnStartsAt];
        }
        if (open.turnEnds && turnStart >= 0) {
            oldestBase = turnStart;
        }
        open = null;
    }

    /** The last frame was never written. */
    public void undone() {
        if (open != null) {
            cursor = cursorBefore;
            credit = creditBefore;
            sinceTurn = sinceTurnBefore;
            open = null;
        }
    }

    /** What lies before this offset nobody needs any more; 0 when everything is needed. */
    public long trimBefore() {
        return oldestBase;
    }

    /** Collects changes and writes them segment by segment, those of one segment in the order they came. */
    private static final class Deltas implements KeyedState.ChangeSink {
        private static final int ROW_BYTES = 64;

        private final Row[] rows;
        private final short[] segments;
        private final boolean[] gone;
        private final int[] counts = new int[KeyedState.SEGMENTS];
        private int size;

        Deltas(int most) {
            rows = new Row[most];
            segments = new short[most];
            gone = new boolean[most];
        }

        @Override
        public void put(int segment, Row row) {
            add(segment, row);
        }

        @Override
        public void delete(int segment, Row row) {
            gone[size] = true;
            add(segment, row);
        }

        private void add(int segment, Row row) {
            rows[size] = row;
            segments[size++] = (short) segment;
            counts[segment]++;
        }

        byte[] encode() {
            int[] order = order();
            ByteSink out = new ByteSink(size * ROW_BYTES);
            int at = 0;
            for (int segment = 0; segment < counts.length; segment++) {
                if (counts[segment] > 0) {
                    out.put((char) segment);
                    Varint.write(counts[segment], out);
                    for (int end = at + counts[segment]; at < end; at++) {
                        if (gone[order[at]]) {
                            Rows.delete(rows[order[at]], out);
                        } else {
                            Rows.put(rows[order[at]], out);
                        }
                    }
                }
            }
            return out.toBytes();
        }

        /** The changes' numbers, sorted by segment: each goes to the next place of its segment. */
        private int[] order() {
            int[] next = new int[counts.length];
            for (int segment = 1; segment < next.length; segment++) {
                next[segment] = next[segment - 1] + counts[segment - 1];
            }
            int[] order = new int[size];
            for (int i = 0; i < size; i++) {
                order[next[segments[i]]++] = i;
            }
            return order;
        }
    }
}
