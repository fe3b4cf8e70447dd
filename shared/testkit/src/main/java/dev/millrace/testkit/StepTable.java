package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What a step does, as a table: an event in, what becomes of it, and the reason for the row. The table is run three ways with the same
 * expectation: event by event, all in one batch, and with the task restored after each row (a new operator from a step that was stored and
 * read back goes on). The operator is found as a service finds it. One thread.
 */
public final class StepTable {

    private record Row(String event, Outcome expected, String reason) {}

    private final String yaml;
    private final List<Row> rows = new ArrayList<>();

    private StepTable(String yaml) {
        this.yaml = yaml;
    }

    /** A table for a step written as in a pipeline: {@code filter: amount > 5}. Its first line is line 1. */
    public static StepTable of(String yaml) {
        return new StepTable(yaml);
    }

    /** The event leaves as this document, byte for byte. */
    public StepTable out(String event, String output, String reason) {
        return outs(event, List.of(output), reason);
    }

    /** The event leaves unchanged. */
    public StepTable same(String event, String reason) {
        return out(event, event, reason);
    }

    /** The event leaves as these documents, in this order. */
    public StepTable outs(String event, List<String> outputs, String reason) {
        rows.add(new Row(event, new Outcome(outputs, null, null), reason));
        return this;
    }

    /** The event ends here, wanted. */
    public StepTable dropped(String event, DropReason why, String reason) {
        rows.add(new Row(event, new Outcome(List.of(), why, null), reason));
        return this;
    }

    /** The event ends here, failed; {@code text} is part of {@code line:column: detail}. */
    public StepTable deadLetter(String event, String text, String reason) {
        rows.add(new Row(event, new Outcome(List.of(), null, text), reason));
        return this;
    }

    /** The table's tests. */
    public Stream<DynamicTest> tests() {
        Step step = StepText.read(yaml);
        Stream<DynamicTest> single = rows.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.reason + ": " + row.event, () -> run(step, List.of(row), Integer.MAX_VALUE)));
        Stream<DynamicTest> batch =
                Stream.of(DynamicTest.dynamicTest("all in one batch", () -> run(step, rows, Integer.MAX_VALUE)));
        Stream<DynamicTest> restored = IntStream.range(1, rows.size())
                .mapToObj(
                        after -> DynamicTest.dynamicTest("restored after row " + after, () -> run(step, rows, after)));
        return Stream.of(single, batch, restored).flatMap(tests -> tests);
    }

    private static void run(Step step, List<Row> rows, int restoreAfter) {
        Operator operator = operator(step);
        List<RecordingContext> contexts = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Row row : rows) {
            if (events.size() == restoreAfter) {
                operator = operator(Step.fromTree(step.toTree()));
            }
            Event event = event(row.event, events.size());
            RecordingContext context = new RecordingContext();
            operator.onEvent(event, context);
            events.add(event);
            contexts.add(context);
        }
        for (int i = 0; i < rows.size(); i++) {
            check(step, rows.get(i), events.get(i), contexts.get(i));
        }
    }

    private static void check(Step step, Row row, Event event, RecordingContext context) {
        Outcome actual = context.outcome();
        assertThat(row.expected.fits(actual))
                .as(
                        "%n%s%n  step:     %s%n  event:    %s%n  expected: %s%n  actual:   %s%n",
                        row.reason, step, row.event, row.expected, actual)
                .isTrue();
        assertThat(new String(event.value(), StandardCharsets.UTF_8))
                .as("the event that came in is not written to")
                .isEqualTo(row.event);
        for (Event output : context.emitted()) {
            assertThat(output.origin()).as("origin").isEqualTo(event.origin());
            assertThat(output.op()).as("op").isEqualTo(event.op());
            if (!step.declaration().changesKey()) {
                assertThat(output.key()).as("key").isSameAs(event.key());
            }
            if (!step.declaration().changesTime()) {
                assertThat(output.timeMillis()).as("time").isEqualTo(event.timeMillis());
            }
        }
    }

    private static Operator operator(Step step) {
        for (OperatorProvider provider : ServiceLoader.load(OperatorProvider.class)) {
            if (provider.operator().equals(step.operator())) {
                return provider.create(step);
            }
        }
        throw new AssertionError("no provider of \"" + step.operator() + "\" is named in META-INF/services/"
                + OperatorProvider.class.getName());
    }

    private static Event event(String json, int offset) {
        return new Event(
                json.getBytes(StandardCharsets.UTF_8),
                ("key" + offset).getBytes(StandardCharsets.UTF_8),
                1_000L * offset,
                Op.INSERT,
                new Origin("in", 0, offset, 0, EventHeaders.NONE));
    }
}
