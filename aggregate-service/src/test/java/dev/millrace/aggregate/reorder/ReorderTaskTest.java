package dev.millrace.aggregate.reorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.engine.task.Task;
import dev.millrace.engine.task.TaskOutput;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
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

/** A reorder in its task: an event moves time before the step sees it, and readers are told of time no more than what has left. */
class ReorderTaskTest {

    private final List<String> came = new ArrayList<>();

    private Task task(String hold) {
        return task(hold, Duration.ZERO);
    }

    private Task task(String hold, Duration maxDelay) {
        WatermarkSpec spec = new WatermarkSpec(maxDelay, Duration.ofSeconds(30), Duration.ofHours(1), true);
        StreamRef in = new StreamRef("in", "id", 1, null, new EventTime(FieldPath.parse("at"), "epoch-ms"), spec, 0);
        String yaml = "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  from: in\n  steps:\n"
                + "    - reorder: {hold: " + hold + "}\n";
        try {
            Stage stage = Planner.plan(
                            (PipelineResource)
                                    ResourceReader.read(yaml).resources().get(0),
                            1,
                            name -> in,
                            null)
                    .stages()
                    .get(0);
            Task task = new Task(
                    stage, in, OperatorRegistry.onClassPath(), new Notes(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
            task.open(null);
            return task;
        } catch (StateLostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Event event(long time, String text) {
        return new Event(
                ("{\"x\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8),
                null,
                time,
                Op.INSERT,
                new Origin("in", 0, time, 1_000, EventHeaders.NONE));
    }

    private void take(Task task, long time, String text) {
        task.event(event(time, text));
        task.fire(Integer.MAX_VALUE);
    }

    private List<String> came() {
        List<String> all = List.copyOf(came);
        came.clear();
        return all;
    }

    private final class Notes implements TaskOutput {
        private void note(String what, Event event) {
            String text = new String(event.value(), StandardCharsets.UTF_8);
            came.add(what + text.substring(6, text.length() - 2));
        }

        @Override
        public void results(Event event, List<Event> results) {
            results.forEach(result -> note("", result));
        }

        @Override
        public void deadLetter(Event event, Step step, Failure failure) {
            throw new AssertionError(failure.detail());
        }

        @Override
        public void late(Event event, Step step, Lateness lateness) {
            note("late ", event);
        }

        @Override
        public void partial(byte[] key, byte[] partial) {
            throw new AssertionError("nothing is combined here");
        }

        @Override
        public void evicted(Step step, Eviction reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void dropped(Step step, DropReason reason) {
            throw new AssertionError(reason);
        }
    }

    @Test
    void what_is_due_leaves_before_the_event_that_made_it_due() {
        Task task = task("0s");
        task.marker(new WatermarkMarker(List.of(new Entry(0, Status.ACTIVE, 50))));
        take(task, 60, "a");
        assertThat(came()).as("its own time is the watermark").containsExactly("a");
        assertThat(task.state().size()).as("nothing was kept for that").isZero();
        Task holding = task("10ms");
        take(holding, 60, "a");
        take(holding, 58, "b");
        assertThat(came()).isEmpty();
        take(holding, 70, "c");
        assertThat(came()).as("70 makes 60 due").containsExactly("b", "a");
        take(holding, 60, "d");
        assertThat(came()).as("as old as what has left").containsExactly("d");
        take(holding, 59, "e");
        assertThat(came()).containsExactly("late e");
    }

    @Test
    void what_was_held_by_another_watermark_leaves_first_too() {
        Task before = task("0s", Duration.ofMillis(10));
        take(before, 60, "a");
        Task after = task("0s");
        before.state()
                .forEach(row -> after.state()
                        .restore(
                                row.bytes(),
                                row.keyOffset(),
                                row.keyOffset() + row.keyLength(),
                                row.valueOffset(),
                                row.valueOffset() + row.valueLength(),
                                row.timerMillis()));
        after.state().restored();
        after.open(null);
        take(after, 70, "b");
        assertThat(came()).as("70 makes itself due and 60").containsExactly("a", "b");
    }

    @Test
    void what_is_due_is_not_early() {
        Task task = task("10ms, maxEvents: 1");
        take(task, 60, "a");
        take(task, 70, "b");
        assertThat(came()).as("70 makes 60 due; an early one would be noted").containsExactly("a");
    }

    @Test
    void readers_are_told_of_time_less_the_hold() {
        Task task = task("10ms");
        assertThat(task.mark(0).watermarkMillis()).isEqualTo(Long.MIN_VALUE);
        take(task, 60, "a");
        assertThat(task.mark(0)).isEqualTo(new Entry(0, Status.ACTIVE, 50));
        task.event(event(90, "b"));
        assertThat(task.mark(0).watermarkMillis())
                .as("a is due and has not left: it is of 60")
                .isEqualTo(59);
        task.fire(10);
        assertThat(task.mark(0).watermarkMillis()).isEqualTo(80);
        task.marker(new WatermarkMarker(List.of(new Entry(0, Status.ACTIVE, WatermarkMarker.END_OF_TIME))));
        assertThat(task.mark(0).watermarkMillis()).as("b is there").isEqualTo(89);
        task.fire(10);
        assertThat(task.mark(0).watermarkMillis()).isEqualTo(WatermarkMarker.END_OF_TIME);
        assertThat(came()).containsExactly("a", "b");
    }
}
