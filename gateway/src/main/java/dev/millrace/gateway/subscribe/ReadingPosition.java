package dev.millrace.gateway.subscribe;

import static dev.millrace.gateway.subscribe.StreamEvent.ascii;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.model.cursor.Cursor;

/**
 * How far one subscriber has read: the next offset of every partition, and its place in the ring once it is there. Decides which events it
 * gets and with which ids, so that reading on from any id neither repeats nor misses one. One thread.
 *
 * <p>After reading from Kafka a subscriber may be ahead of the ring on some partitions; the ring's ids would then lie behind it and make it
 * repeat. Until the ring has passed it, its ids are made of its own offsets.
 */
final class ReadingPosition {

    private static final long OUTSIDE = -1;

    private final long topicId;
    private final long[] next;
    private long sequence = OUTSIDE;
    private long sharedFrom = Long.MAX_VALUE;
    /** The ring's id that was told last, while our own offsets may lie before it. */
    private byte[] told;

    /** @param next the next offset to read of every partition; copied */
    ReadingPosition(long topicId, long[] next) {
        this.topicId = topicId;
        this.next = next.clone();
    }

    /** A copy of the next offsets. */
    long[] next() {
        settle();
        return next.clone();
    }

    /** The cursor at this place, as the bytes of its text. */
    byte[] id() {
        settle();
        return ascii(Cursor.of(topicId, next).encode());
    }

    /** Takes an event: false where it was taken before. */
    boolean take(StreamEvent event) {
        if (event.offset < next[event.partition]) {
            return false;
        }
        next[event.partition] = event.offset + 1;
        return true;
    }

    /** Moves on past everything before these offsets. */
    void raise(long[] offsets) {
        Vectors.raise(next, offsets);
    }

    /** Sets one partition's next offset, forwards or backwards: after a gap. */
    void set(int partition, long offset) {
        next[partition] = offset;
        leaveRing();
    }

    boolean isInRing() {
        return sequence != OUTSIDE;
    }

    void leaveRing() {
        sequence = OUTSIDE;
    }

    /** Goes over to the ring if it reaches back to here. */
    boolean enter(EventRing ring) {
        sequence = ring.attach(next);
        sharedFrom = isInRing() ? ring.sharedFrom(next) : Long.MAX_VALUE;
        return isInRing();
    }

    /** The next rows of the ring, among them such as {@link #take} refuses: how many, or {@link EventRing#GONE} when it has left us behind. */
    int pull(EventRing ring, RingRow[] into) {
        if (sharedFrom == Long.MAX_VALUE) {
            sharedFrom = ring.sharedFrom(next);
        }
        int count = ring.pull(sequence, into);
        if (count == EventRing.GONE) {
            leaveRing();
        } else if (count == 0) {
            ring.liftToEnd(sequence, next);
        }
        return count;
    }

    /** Goes past a pulled row. */
    void passed(RingRow row) {
        sequence = row.sequence() + 1;
    }

    /** The id of a row just taken: the ring's own where that is right. */
    byte[] idOf(RingRow row) {
        if (row.sequence() < sharedFrom) {
            return id();
        }
        told = row.id();
        return told;
    }

    // The ring's ids lie past records that hold no event, our own offsets do not: what is told next must not lie before
    // what was told.
    private void settle() {
        if (told != null) {
            raise(Cursor.decode(new String(told, US_ASCII)).positions().get(0).nextOffsets());
            told = null;
        }
    }
}
