package dev.millrace.engine.changelog;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.marker.Varint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The writer's side of one task's state log: for each commit the deltas, then whole segments in rotation at the pace in bytes of what else is
 * written, then the task record. Knows which part of the log nobody needs any more. One thread.
 */
public final class StateLog {

    /** What a segment's head costs in a base, so that a round over empty segments is not free. */
    private static final int SEGMENT_COST = 3;

    private int cursor;
    private long credit;
    private long oldestBase;
    private long turnStart = -1;
    private Frame open;
    private int cursorBefore;
    private long creditBefore;

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
        List<byte[]> records = new ArrayList<>();
        byte[] deltas = deltas(state);
        if (deltas.length > 0) {
            records.addAll(Message.records(Message.DELTAS, commit, deltas));
            credit += deltas.length;
        }
        int turnStartsAt = -1;
        boolean turnEnds = false;
        List<Base> bases = new ArrayList<>();
        if (credit > 0) {
            turnStartsAt = cursor == 0 ? records.size() : -1;
            turnEnds = bases(state, commit, records, withBases ? bases : null);
        }
        byte[] task = new TaskRecord(commit, generation, nextOffset, time, cursor, oldestBase).encode();
        records.addAll(Message.records(Message.TASK, commit, task));
        // Commits of time alone must come round, too, or their task records would pile up for good.
        credit += task.length;
        open = new Frame(records, turnStartsAt, turnEnds, bases);
        return open;
    }

    private static byte[] deltas(KeyedState state) {
        Deltas deltas = new Deltas();
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
            open = null;
        }
    }

    /** What lies before this offset nobody needs any more; 0 when everything is needed. */
    public long trimBefore() {
        return oldestBase;
    }

    /** Collects changes by segment. */
    private static final class Deltas implements KeyedState.ChangeSink {
        private final ByteSink[] bySegment = new ByteSink[KeyedState.SEGMENTS];
        private final int[] counts = new int[KeyedState.SEGMENTS];

        @Override
        public void put(int segment, Row row) {
            Rows.put(row, sink(segment));
        }

        @Override
        public void delete(int segment, Row row) {
            Rows.delete(row, sink(segment));
        }

        private ByteSink sink(int segment) {
            if (bySegment[segment] == null) {
                bySegment[segment] = new ByteSink(256);
            }
            counts[segment]++;
            return bySegment[segment];
        }

        byte[] encode() {
            int length = Arrays.stream(bySegment)
                    .mapToInt(sink -> sink == null ? 0 : sink.length() + 4)
                    .sum();
            ByteSink out = new ByteSink(length);
            for (int segment = 0; segment < bySegment.length; segment++) {
                if (bySegment[segment] != null) {
                    out.put((char) segment);
                    Varint.write(counts[segment], out);
                    out.put(bySegment[segment]);
                }
            }
            return out.toBytes();
        }
    }
}
