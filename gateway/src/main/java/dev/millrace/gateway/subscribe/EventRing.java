package dev.millrace.gateway.subscribe;

import static dev.millrace.gateway.subscribe.StreamEvent.ascii;

import dev.millrace.model.cursor.Cursor;
import java.util.List;

/**
 * The newest events of a stream, bounded by bytes and by count. One thread appends, any thread reads; nobody waits for anybody: who is too
 * slow finds what it wants gone and reads from Kafka.
 *
 * <p>For every partition the ring has all events from {@code floor} (inclusive) to {@code end} (exclusive).
 */
final class EventRing {

    /** What {@link #pull} answers to who has fallen off the ring, and {@link #attach} to whom the ring does not reach. */
    static final int GONE = -1;

    private final long topicId;
    private final long maxBytes;
    private final RingRow[] rows;
    private long bytes;
    private long first;
    private volatile long next;
    private volatile boolean started;
    private long[] floor = {};
    private long[] end = {};

    /**
     * @param maxBytes about how much memory the events may take; the newest is kept whatever its size
     * @param maxRows how many events at most
     */
    EventRing(long topicId, long maxBytes, int maxRows) {
        this.topicId = topicId;
        this.maxBytes = maxBytes;
        this.rows = new RingRow[maxRows];
    }

    /** Begins, or begins again, empty at these next offsets. Whoever was reading has fallen off. */
    synchronized void startAt(long[] offsets) {
        while (first < next) {
            evict();
        }
        first++;
        next = first;
        floor = offsets.clone();
        end = offsets.clone();
        started = true;
    }

    /** Whether the ring knows where it begins; before that nothing can be read. */
    boolean isStarted() {
        return started;
    }

    /** Where the next event will stand: who has reached it has all there is. */
    long next() {
        return next;
    }

    /**
     * Appends what was read, in one step for all readers.
     *
     * @param after the next offset to read of every partition, past records that hold no event too
     */
    synchronized void append(List<StreamEvent> events, long[] after) {
        for (StreamEvent event : events) {
            end[event.partition] = event.offset + 1;
            RingRow row = new RingRow(next, event, ascii(Cursor.of(topicId, end).encode()));
            while (first < next && (bytes + row.bytes() > maxBytes || next - first == rows.length)) {
                evict();
            }
            rows[(int) (next % rows.length)] = row;
            bytes += row.bytes();
            next++;
        }
        Vectors.raise(end, after);
    }

    /** Whether all from these offsets on is here or still to come. */
    synchronized boolean reaches(long[] offsets) {
        return started && Vectors.isAtLeast(offsets, floor);
    }

    /** Whether these offsets lie within the ring on all partitions, so that Kafka need not be asked about them. */
    synchronized boolean covers(long[] offsets) {
        return reaches(offsets) && Vectors.isAtLeast(end, offsets);
    }

    /** The sequence to read from for who has all before these offsets, or {@link #GONE}; rows before the offsets are to be left out. */
    synchronized long attach(long[] offsets) {
        if (!reaches(offsets)) {
            return GONE;
        }
        return Vectors.isAtLeast(offsets, end) ? next : first;
    }

    /** From which sequence on the rows' ids are right for who is at these offsets; {@code Long.MAX_VALUE} while it is ahead of the ring. */
    synchronized long sharedFrom(long[] offsets) {
        return Vectors.isAtLeast(end, offsets) ? next : Long.MAX_VALUE;
    }

    /** Copies rows from a sequence on; answers how many, or {@link #GONE}. */
    synchronized int pull(long from, RingRow[] into) {
        if (from < first) {
            return GONE;
        }
        int count = (int) Math.min(into.length, next - from);
        for (int i = 0; i < count; i++) {
            into[i] = rows[(int) ((from + i) % rows.length)];
        }
        return count;
    }

    /** Lifts the offsets of who has read all rows past the records that hold no events; nothing happens where rows are left. */
    synchronized void liftToEnd(long sequence, long[] offsets) {
        if (sequence == next) {
            Vectors.raise(offsets, end);
        }
    }

    private void evict() {
        int slot = (int) (first % rows.length);
        RingRow row = rows[slot];
        rows[slot] = null;
        bytes -= row.bytes();
        floor[row.event().partition] = row.event().offset + 1;
        first++;
    }
}
