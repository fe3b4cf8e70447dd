package dev.millrace.engine.changelog;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.marker.Varint;
import java.nio.ByteBuffer;

/**
 * The reader's side of one task's state log: takes its records in order and leaves the state as it was at the last task record. One thread.
 */
public final class StateRestore {

    private static final long NEVER = -1;

    private final KeyedState state;
    private final long[] baseOffsets = new long[KeyedState.SEGMENTS];
    private final ByteSink chunks = new ByteSink(1024);
    private int chunksTaken;
    private long chunksFrom;
    private long turnStart = NEVER;
    private int loaded;
    private TaskRecord task;

    /** @param state empty */
    public StateRestore(KeyedState state) {
        this.state = state;
        java.util.Arrays.fill(baseOffsets, NEVER);
    }

    /**
     * Begins a segment with a copy of it, before the first record, if it is of use: what the log says of the segment up to the copy's offset is in it.
     *
     * @param topicId of the log; copies of another are of no use
     * @param logStart the log's first offset; what was deleted before it may be missing in an older copy
     * @param logEnd the log's end, exclusive; whatever claims to be from there on was never committed here
     */
    public void load(int segment, SegmentCopy copy, String topicId, long logStart, long logEnd) {
        if (!copy.topicId().equals(topicId) || copy.offset() < logStart || copy.offset() >= logEnd) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(copy.rows());
        long count = Varint.read(in);
        for (long i = 0; i < count; i++) {
            Rows.apply(in, state);
        }
        baseOffsets[segment] = copy.offset();
        loaded++;
    }

    /** How many segments began with a copy. */
    public int loaded() {
        return loaded;
    }

    /** From which offset the log is to be read: the oldest of the loaded copies; {@code logStart} unless every segment was loaded. */
    public long readFrom(long logStart) {
        long oldest = Long.MAX_VALUE;
        for (long offset : baseOffsets) {
            if (offset == NEVER) {
                return logStart;
            }
            oldest = Math.min(oldest, offset);
        }
        return oldest;
    }

    /**
     * Takes the next record.
     *
     * @param offset of the record
     * @throws StateFormatException when it cannot be read
     */
    public void accept(long offset, byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        Message.Head head = Message.head(in);
        if (head.chunk() == 0) {
            chunks.truncate(0);
            chunksTaken = 0;
            chunksFrom = offset;
        }
        if (head.chunk() != chunksTaken) {
            // The log was trimmed in the middle of a message: whatever it said is said again behind.
            return;
        }
        chunksTaken++;
        ByteBuffer body = in;
        if (head.chunks() > 1) {
            chunks.put(record, in.position(), record.length);
            if (chunksTaken < head.chunks()) {
                return;
            }
            body = ByteBuffer.wrap(chunks.toBytes());
        }
        switch (head.type()) {
            case Message.DELTAS -> deltas(offset, body);
            case Message.BASES -> bases(offset, body);
            case Message.TASK -> task = TaskRecord.decode(head.commit(), body);
            default ->
                throw new StateFormatException("the state log holds a record of the unknown type " + head.type());
        }
    }

    private void deltas(long offset, ByteBuffer in) {
        while (in.hasRemaining()) {
            int segment = in.get() & 0xff;
            long count = Varint.read(in);
            KeyedState to = offset > baseOffsets[segment] ? state : null;
            for (long i = 0; i < count; i++) {
                Rows.apply(in, to);
            }
        }
    }

    private void bases(long offset, ByteBuffer in) {
        while (in.hasRemaining()) {
            int segment = in.get() & 0xff;
            long count = Varint.read(in);
            boolean newer = offset > baseOffsets[segment];
            if (segment == 0) {
                turnStart = chunksFrom;
            }
            if (newer) {
                state.clear(segment);
                baseOffsets[segment] = offset;
            }
            for (long i = 0; i < count; i++) {
                Rows.apply(in, newer ? state : null);
            }
        }
    }

    /** All that was to be read was read. */
    public void finish() {
        state.restored();
    }

    /** What goes on writing the log where it was read to. */
    public StateLog writer() {
        return new StateLog(task, turnStart);
    }

    /** The last task record; null when there was none. */
    public TaskRecord task() {
        return task;
    }
}
