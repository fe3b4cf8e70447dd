package dev.millrace.gateway.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.event.Op;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRingTest {

    private static final long TOPIC = 7;

    @Test
    void nothingIsReachedBeforeTheStart() {
        EventRing ring = new EventRing(TOPIC, 1 << 20, 10);
        assertThat(ring.isStarted()).isFalse();
        assertThat(ring.attach(new long[] {5, 5})).isEqualTo(EventRing.GONE);
    }

    @Test
    void byCountTheOldestGoesAndTheFloorRises() {
        EventRing ring = started(1 << 20, 2, 5, 5);
        ring.append(List.of(event(0, 5), event(1, 5), event(0, 6)), new long[] {7, 6});
        assertThat(ring.reaches(new long[] {5, 5})).as("event 0/5 is gone").isFalse();
        assertThat(ring.reaches(new long[] {6, 5})).isTrue();
        RingRow[] rows = new RingRow[10];
        assertThat(ring.pull(ring.next() - 3, rows)).isEqualTo(EventRing.GONE);
        assertThat(ring.pull(ring.next() - 2, rows)).isEqualTo(2);
        assertThat(rows[0].event().partition).isEqualTo(1);
    }

    @Test
    void byBytesTheOldestGoButTheNewestStaysWhateverItsSize() {
        EventRing ring = started(1, 100, 0);
        ring.append(List.of(event(0, 0), event(0, 1)), new long[] {2});
        assertThat(ring.pull(ring.next() - 1, new RingRow[9])).isEqualTo(1);
        assertThat(ring.reaches(new long[] {0})).isFalse();
        assertThat(ring.reaches(new long[] {1})).isTrue();
    }

    @Test
    void anIdIsTheVectorAfterItsEvent() {
        EventRing ring = started(1 << 20, 10, 5, 5);
        ring.append(List.of(event(0, 6), event(1, 9)), new long[] {8, 12});
        ring.append(List.of(event(0, 8)), new long[] {9, 12});
        RingRow[] rows = new RingRow[10];
        ring.pull(ring.attach(new long[] {5, 5}), rows);
        assertThat(vector(rows[0].id())).containsExactly(7, 5);
        assertThat(vector(rows[1].id())).containsExactly(7, 10);
        assertThat(vector(rows[2].id())).as("records without events are passed").containsExactly(9, 12);
    }

    @Test
    void whoHasAllIsLiftedPastRecordsWithoutEvents() {
        EventRing ring = started(1 << 20, 10, 5, 5);
        ReadingPosition position = new ReadingPosition(TOPIC, new long[] {5, 5});
        assertThat(position.enter(ring)).isTrue();
        ring.append(List.of(), new long[] {7, 5});
        assertThat(position.pull(ring, new RingRow[1])).isZero();
        assertThat(position.next()).containsExactly(7, 5);
    }

    @Test
    void aNewStartLeavesEverybodyBehind() {
        EventRing ring = started(1 << 20, 10, 5);
        ReadingPosition position = new ReadingPosition(TOPIC, new long[] {5});
        position.enter(ring);
        ring.startAt(new long[] {9});
        assertThat(position.pull(ring, new RingRow[1])).isEqualTo(EventRing.GONE);
        assertThat(position.enter(ring)).isFalse();
        assertThat(ring.covers(new long[] {9})).isTrue();
        assertThat(ring.covers(new long[] {10})).isFalse();
    }

    @Test
    void aheadOfTheRingIdsAreOnesOwnUntilItHasPassed() {
        EventRing ring = started(1 << 20, 10, 0, 0);
        ring.append(List.of(event(0, 0)), new long[] {1, 0});
        ReadingPosition position = new ReadingPosition(TOPIC, new long[] {0, 3});
        assertThat(position.enter(ring)).isTrue();
        RingRow[] rows = new RingRow[1];
        position.pull(ring, rows);
        position.passed(rows[0]);
        assertThat(position.take(rows[0].event())).isTrue();
        assertThat(vector(rows[0].id()))
                .as("the ring's would repeat 1/0 to 1/2")
                .containsExactly(1, 0);
        assertThat(vector(position.idOf(rows[0]))).containsExactly(1, 3);
        ring.append(List.of(event(1, 2), event(1, 3)), new long[] {1, 4});
        position.pull(ring, rows);
        position.passed(rows[0]);
        assertThat(position.take(rows[0].event())).as("taken before").isFalse();
        position.pull(ring, rows);
        position.passed(rows[0]);
        assertThat(position.take(rows[0].event())).isTrue();
        assertThat(vector(position.idOf(rows[0]))).containsExactly(1, 4);
    }

    @Test
    void whoFallsOffTheRingGoesOnFromTheIdThatWasTold() {
        EventRing ring = started(1 << 20, 10, 5, 5);
        ReadingPosition position = new ReadingPosition(TOPIC, new long[] {5, 5});
        assertThat(position.enter(ring)).isTrue();
        ring.append(List.of(event(0, 5)), new long[] {7, 5});
        ring.append(List.of(event(1, 5)), new long[] {7, 6});
        RingRow[] rows = new RingRow[2];
        assertThat(position.pull(ring, rows)).isEqualTo(2);
        for (RingRow row : rows) {
            position.passed(row);
            assertThat(position.take(row.event())).isTrue();
            position.idOf(row);
        }
        assertThat(vector(rows[1].id())).as("the id that was told").containsExactly(7, 6);
        ring.startAt(new long[] {9, 9});
        assertThat(position.pull(ring, rows)).isEqualTo(EventRing.GONE);
        assertThat(vector(position.id()))
                .as("not before the record without an event")
                .containsExactly(7, 6);
        assertThat(position.next()).containsExactly(7, 6);
    }

    private static EventRing started(long bytes, int rows, long... offsets) {
        EventRing ring = new EventRing(TOPIC, bytes, rows);
        ring.startAt(offsets);
        return ring;
    }

    static StreamEvent event(int partition, long offset) {
        return StreamEvent.of(partition, offset, Op.INSERT, null, new byte[] {'1'});
    }

    static long[] vector(byte[] id) {
        return Cursor.decode(new String(id, StandardCharsets.US_ASCII))
                .in(TOPIC)
                .orElseThrow()
                .nextOffsets();
    }
}
