package dev.millrace.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.KeyedPart;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.WatermarkSpec;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A task without a driver: a step that counts events of 10 ms, between a step that refuses 13 and one that refuses the result 2. */
class TaskTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Counts in one row for each tens of milliseconds; tells the count at its end, unless it is 4. */
    private static final class Tens implements KeyedOperator {
        private int opened;

        @Override
        public void open(KeyedState state) {
            opened++;
        }

        @Override
        public void onEvent(Event event, KeyedContext context) {
            long end = event.timeMillis() / 10 * 10 + 10;
            if (context.watermarkMillis() >= end) {
                context.late(new Lateness(context.watermarkMillis() - event.timeMillis(), end - 10, end, false));
                return;
            }
            byte[] key = utf8(Long.toString(end));
            Row row = context.state().find(key, 0, key.length);
            if (row == null) {
                row = context.state().create(key, 0, key.length, 1);
                context.state().setTimer(row, end);
            }
            context.state().touch(row);
            row.bytes()[row.valueOffset()]++;
        }

        @Override
        public void onTimer(Row row, KeyedContext context) {
            byte count = row.bytes()[row.valueOffset()];
            context.state().remove(row);
            if (count == 5) {
                context.deadLetter(utf8("{\"end\":10}"), new Failure("five are too many", 1, 1));
                return;
            }
            Event result = new Event(utf8("{\"n\":" + count + "}"), null, 0, Op.INSERT, context.origin());
            if (count == 4) {
                context.deadLetter(result, new Failure("4 cannot be told", 1, 1));
            } else {
                context.emit(result);
            }
        }
    }

    private static OperatorProvider refusing(String operator, String text, String why) {
        return new OperatorProvider() {
            @Override
            public String operator() {
                return operator;
            }

            @Override
            public Operator create(Step step) {
                return (event, context) -> {
                    if (new String(event.value(), StandardCharsets.UTF_8).contains(text)) {
                        context.deadLetter(new Failure(why, 1, 1));
                    } else {
                        context.emit(event);
                    }
                };
            }
        };
    }

    private final List<String> came = new ArrayList<>();
    private final Tens tens = new Tens();
    private final Task task = task();

    private Task task() {
        String yaml = """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: p}
                spec:
                  from: in
                  steps:
                    - filter: n > 0
                    - select: n
                    - map:
                        m: n
                """;
        List<Step> steps = ((PipelineResource)
                        ResourceReader.read(yaml).resources().get(0))
                .spec()
                .steps();
        WatermarkSpec spec = new WatermarkSpec(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMillis(1_000), true);
        StreamRef in = new StreamRef("in", "id", 1, null, new EventTime(FieldPath.parse("at"), "epoch-ms"), spec, 0);
        StreamRef out = new StreamRef("out", "id", 1, null, null).writtenBy(1);
        Stage stage = new Stage(
                "millrace.p_select-1_1",
                "aggregate-service",
                List.of(in),
                steps,
                new KeyedPart(1, out, out, null),
                null,
                out,
                out,
                Delivery.EXACTLY_ONCE,
                30);
        OperatorProvider counting = new OperatorProvider() {
            @Override
            public String operator() {
                return "select";
            }

            @Override
            public KeyedOperator keyed(Step step, EventTime time) {
                return tens;
            }
        };
        OperatorRegistry operators = new OperatorRegistry(List.of(
                refusing("filter", "13", "13 brings bad luck"), counting, refusing("map", "\"n\":2", "2 is refused")));
        Task made = new Task(stage, in, operators, new Notes(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        made.open(null);
        return made;
    }

    private final class Notes implements TaskOutput {
        private String text(Event event) {
            return new String(event.value(), StandardCharsets.UTF_8);
        }

        @Override
        public void results(Event event, List<Event> results) {
            results.forEach(result -> came.add("result " + text(result)));
        }

        @Override
        public void deadLetter(Event event, Step step, Failure failure) {
            came.add("dead " + text(event) + " " + (step == null ? "-" : step.id()) + ": " + failure.detail());
        }

        @Override
        public void late(Event event, Step step, Lateness lateness) {
            came.add("late " + text(event) + " by " + lateness.lateByMillis());
        }

        @Override
        public void partial(byte[] key, byte[] partial) {
            throw new AssertionError("nothing is combined here");
        }

        @Override
        public void evicted(Step step, Eviction reason) {}

        @Override
        public void dropped(Step step, DropReason reason) {
            throw new AssertionError(reason);
        }
    }

    private void take(long time, String text) {
        Origin origin = new Origin("in", 0, time, 1_000, EventHeaders.NONE);
        task.event(new Event(utf8("{\"x\":\"" + text + "\"}"), null, time, Op.INSERT, origin));
        while (task.isDue()) {
            task.fire(1);
        }
    }

    private List<String> came() {
        List<String> all = List.copyOf(came);
        came.clear();
        return all;
    }

    @Test
    void timersFireBeforeTheNextEventAndLateEventsSayHowLate() {
        take(1, "a");
        take(9, "b");
        take(5, "c");
        assertThat(came()).isEmpty();
        take(10, "d");
        assertThat(came()).as("10 closes what ends at 10, exclusive").containsExactly("result {\"n\":3}");
        take(9, "e");
        assertThat(came()).containsExactly("late {\"x\":\"e\"} by 1");
    }

    @Test
    void aResultThatFailsIsADeadLetterOfItsOwn() {
        take(1, "a");
        take(2, "b");
        take(10, "c");
        assertThat(came())
                .as("the result, not the event that moved time")
                .containsExactly("dead {\"n\":2} map-1: 2 is refused");
    }

    @Test
    void aResultThatCannotBeMadeIsADeadLetterThoughNoEventIsAtHand() {
        for (long time = 1; time <= 4; time++) {
            take(time, "a");
        }
        take(10, "b");
        take(20, "c");
        assertThat(came())
                .as("at a timer; the task goes on")
                .containsExactly("dead {\"n\":4} select-1: 4 cannot be told", "result {\"n\":1}");
    }

    @Test
    void whatATimerFailsOnHasADocumentOfItsOwn() {
        for (int i = 0; i < 5; i++) {
            take(i, "a");
        }
        take(10, "b");
        assertThat(came()).containsExactly("dead {\"end\":10} select-1: five are too many");
    }

    @Test
    void anEventThatFailsInFrontCountsNowhere() {
        take(1, "13");
        assertThat(came()).containsExactly("dead {\"x\":\"13\"} filter-1: 13 brings bad luck");
        assertThat(task.state().size()).isZero();
    }

    @Test
    void anEventTooFarAheadMovesNothing() {
        take(1, "a");
        take(2_001, "b");
        assertThat(came())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("dead {\"x\":\"b\"} -: the event's time 1970-01-01T00:00:02.001Z lies 1s1ms ahead");
        take(11, "c");
        assertThat(came()).containsExactly("result {\"n\":1}");
    }

    @Test
    void whatWasNotCommittedIsUndoneWithTimeAndTimers() {
        take(1, "a");
        task.committing();
        task.committed();
        long keys = task.state().size();
        int opened = tens.opened;
        take(2, "b");
        take(12, "c");
        came();
        assertThat(task.time().watermarkMillis()).isEqualTo(12);
        task.undo();
        assertThat(task.time().watermarkMillis()).isEqualTo(1);
        assertThat(task.state().size()).isEqualTo(keys);
        assertThat(tens.opened).as("what is derived from rows is made anew").isEqualTo(opened + 1);
        take(3, "d");
        take(4, "e");
        take(10, "f");
        assertThat(came()).as("a, d and e; b was undone").containsExactly("result {\"n\":3}");
    }

    @Test
    void readersAreNeverToldMoreThanWhatHasFired() {
        take(1, "a");
        Origin origin = new Origin("in", 0, 25, 1_000, EventHeaders.NONE);
        task.event(new Event(utf8("{\"x\":\"b\"}"), null, 25, Op.INSERT, origin));
        assertThat(task.mark(0))
                .as("the window up to 10 is due but has not fired: its result is of 9")
                .isEqualTo(new WatermarkMarker.Entry(0, WatermarkMarker.Status.ACTIVE, 9));
        task.fire(10);
        assertThat(task.mark(0).watermarkMillis()).isEqualTo(25);
    }

    @Test
    void silenceIsToldWhenItClosesAWindowNotAtEachTick() {
        take(1, "a");
        task.tick(0, true);
        task.tick(30_000_000_000L, true);
        task.tick(30_005_000_000L, true);
        assertThat(task.time().watermarkMillis()).isEqualTo(6);
        assertThat(task.mark(0).watermarkMillis()).as("as before the silence").isEqualTo(1);
        task.tick(30_009_000_000L, true);
        assertThat(task.isDue()).isTrue();
        task.fire(10);
        assertThat(came()).containsExactly("result {\"n\":1}");
        assertThat(task.mark(0)).isEqualTo(new WatermarkMarker.Entry(0, WatermarkMarker.Status.IDLE, 10));
    }
}
