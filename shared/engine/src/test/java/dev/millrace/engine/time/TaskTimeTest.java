package dev.millrace.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.WatermarkSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTimeTest {

    private static final long NONE = Long.MIN_VALUE;
    private static final long NO_TIMER = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000L;

    private static TaskTime source(boolean advance) {
        WatermarkSpec spec =
                new WatermarkSpec(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMinutes(5), advance);
        EventTime at = new EventTime(FieldPath.parse("at"), "epoch-ms");
        return TaskTime.of(new StreamRef("s", "id", 1, null, at, spec, 0), true);
    }

    private static TaskTime upstream(int writers) {
        return TaskTime.of(new StreamRef("r", "id", 1, null, null).writtenBy(writers), true);
    }

    private static void mark(TaskTime time, Entry... entries) {
        time.marker(new WatermarkMarker(List.of(entries)));
    }

    @Test
    void aSourceFollowsTheHighestTimeAndNeverFalls() {
        TaskTime time = source(true);
        assertThat(time.watermark()).isEqualTo(NONE);
        time.event(1_000, 1_000);
        assertThat(time.watermark()).as("maxDelay behind").isEqualTo(900);
        time.event(500, 1_000);
        assertThat(time.watermark()).as("an older event changes nothing").isEqualTo(900);
        mark(time, new Entry(0, Status.ACTIVE, 5_000));
        assertThat(time.watermark()).as("a promise counts as it stands").isEqualTo(5_000);
        time.event(5_050, 5_050);
        assertThat(time.watermark()).isEqualTo(5_000);
        mark(time, new Entry(0, Status.ACTIVE, WatermarkMarker.END_OF_TIME));
        assertThat(time.watermark()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatLiesTooFarAheadOfItsArrivalIsRefused() {
        TaskTime time = source(true);
        time.event(1_000, 1_000);
        assertThat(time.event(1_000 + 300_001, 1_000))
                .as("one ms beyond maxAhead")
                .isFalse();
        assertThat(time.watermark()).isEqualTo(900);
        assertThat(time.event(1_000 + 300_000, 1_000)).as("just within").isTrue();
        assertThat(time.event(-5, 1_000)).as("the past is never too far ahead").isTrue();
    }

    @Test
    void silenceMakesASourceIdleOnlyWhenNothingWaits() {
        TaskTime time = source(true);
        time.event(1_000, 1_000);
        time.tick(0, 0, true, NO_TIMER);
        time.tick(20 * SECOND, 0, false, NO_TIMER);
        time.tick(40 * SECOND, 0, true, NO_TIMER);
        assertThat(time.status(false))
                .as("lag in between: silence counts from anew")
                .isEqualTo(Status.ACTIVE);
        time.tick(69 * SECOND, 0, true, NO_TIMER);
        assertThat(time.status(false)).isEqualTo(Status.ACTIVE);
        time.tick(70 * SECOND, 0, true, NO_TIMER);
        assertThat(time.status(false)).as("30 s").isEqualTo(Status.IDLE);
        assertThat(time.status(true))
                .as("a task with open timers is waited for")
                .isEqualTo(Status.ACTIVE);
        time.event(2_000, 2_000);
        assertThat(time.status(false)).isEqualTo(Status.ACTIVE);
    }

    @Test
    void whileIdleTheClockMovesTimeToTheLastTimerAndNotBeyond() {
        TaskTime time = source(true);
        time.event(1_100, 1_100);
        time.tick(0, 0, true, 3_000);
        time.tick(30 * SECOND, 0, true, 3_000);
        assertThat(time.watermark()).as("idle begins here").isEqualTo(1_000);
        time.tick(31 * SECOND, 0, true, 3_000);
        assertThat(time.watermark()).as("one second at the clock's pace").isEqualTo(2_000);
        assertThat(time.idleAdvanced(1_500)).isTrue();
        assertThat(time.idleAdvanced(1_000)).as("that was the watermark's own").isFalse();
        time.tick(60 * SECOND, 0, true, 3_000);
        assertThat(time.watermark()).isEqualTo(3_000);
        assertThat(time.report().idleAdvanceMillis()).isEqualTo(2_000);
        time.event(1_200, 1_200);
        assertThat(time.watermark()).as("it does not fall when events come").isEqualTo(3_000);
    }

    @Test
    void heldTimeStandsStillInSilence() {
        TaskTime time = source(false);
        time.event(1_100, 1_100);
        time.tick(0, 0, true, 3_000);
        time.tick(40 * SECOND, 0, true, 3_000);
        time.tick(80 * SECOND, 0, true, 3_000);
        assertThat(time.watermark()).isEqualTo(1_000);
    }

    @Test
    void upstreamTheLeastActiveTaskCounts() {
        TaskTime time = upstream(3);
        mark(time, new Entry(0, Status.ACTIVE, 10), new Entry(1, Status.ACTIVE, 20));
        assertThat(time.watermark()).as("task 2 has said nothing").isEqualTo(NONE);
        assertThat(time.report().heldBackBy()).isEqualTo(2);
        mark(time, new Entry(2, Status.IDLE, NONE));
        assertThat(time.watermark()).isEqualTo(10);
        assertThat(time.report().heldBackBy()).isZero();
        mark(time, new Entry(0, Status.IDLE, 12), new Entry(1, Status.IDLE, 25));
        assertThat(time.watermark()).as("all idle: the furthest").isEqualTo(25);
        assertThat(time.status(false)).isEqualTo(Status.IDLE);
        mark(time, new Entry(0, Status.ACTIVE, 12));
        assertThat(time.watermark()).as("never falls").isEqualTo(25);
        mark(time, new Entry(0, Status.END, 12));
        assertThat(time.report().heldBackBy()).isEqualTo(-1);
        mark(time, new Entry(5, Status.ACTIVE, 30));
        assertThat(time.watermark()).as("a task not planned for is taken in").isEqualTo(30);
    }

    @Test
    void timeSurvivesARestart() {
        TaskTime time = upstream(5);
        mark(time, new Entry(0, Status.ACTIVE, 10), new Entry(1, Status.IDLE, 20), new Entry(2, Status.END, 3));
        mark(time, new Entry(3, Status.ACTIVE, 40), new Entry(4, Status.ACTIVE, -50));
        TaskTime exact = upstream(5);
        exact.decode(time.encode(1_000));
        assertThat(exact.report()).isEqualTo(time.report());
        mark(exact, new Entry(4, Status.IDLE, 0));
        assertThat(exact.watermark()).isEqualTo(10);
        TaskTime coarse = upstream(5);
        coarse.decode(time.encode(10));
        assertThat(coarse.watermark()).isEqualTo(time.watermark());
        mark(coarse, new Entry(4, Status.IDLE, 0));
        assertThat(coarse.watermark())
                .as("without room the others' watermarks are not known until they say them again")
                .isEqualTo(-50);
        mark(coarse, new Entry(0, Status.ACTIVE, 11), new Entry(3, Status.ACTIVE, 41));
        assertThat(coarse.watermark()).isEqualTo(11);
    }

    @Test
    void byTheClockTimeIsTheClockAndNeverGoesBack() {
        TaskTime time = TaskTime.byClock();
        time.tick(0, 5_000, true, NO_TIMER);
        time.tick(1, 4_000, true, NO_TIMER);
        assertThat(time.watermark()).isEqualTo(5_000);
        assertThat(time.event(9_999_999, 0)).as("event time does not matter").isTrue();
        assertThat(time.watermark()).isEqualTo(5_000);
    }

    @Test
    void timeGoesOnWhenTheInputBecomesAnotherKind() {
        TaskTime time = source(true);
        time.event(1_100, 1_100);
        TaskTime written = upstream(2);
        written.decode(time.encode(1_000));
        assertThat(written.watermark()).isEqualTo(1_000);
        mark(written, new Entry(0, Status.ACTIVE, 2_000));
        assertThat(written.watermark()).as("task 1 is waited for").isEqualTo(1_000);
        mark(written, new Entry(1, Status.ACTIVE, 1_500));
        assertThat(written.watermark()).isEqualTo(1_500);
        TaskTime back = source(true);
        back.decode(written.encode(1_000));
        assertThat(back.watermark()).isEqualTo(1_500);
        back.event(1_700, 1_700);
        assertThat(back.watermark()).isEqualTo(1_600);
    }

    @Test
    void writersThatANewGenerationBringsAreWaitedForFromHere() {
        TaskTime one = upstream(1);
        mark(one, new Entry(0, Status.ACTIVE, 100));
        TaskTime two = upstream(2);
        two.decode(one.encode(1_000));
        mark(two, new Entry(0, Status.ACTIVE, 200));
        assertThat(two.watermark()).isEqualTo(100);
        mark(two, new Entry(1, Status.ACTIVE, 150));
        assertThat(two.watermark()).isEqualTo(150);
    }
}
