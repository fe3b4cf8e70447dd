package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What a stateful step does, as a table: events, watermarks and times of the clock in, what each causes, and the reason for the row. Each row
 * stands on those before it. The table is run with a commit after each row, all in one batch, restored after each row, and with each row taken
 * back and done again, always with the same expectation. One thread.
 */
public final class KeyedTable {

    private record Line(Input input, String said, KeyedOutcome expected, String reason) {}

    private interface Input {
        KeyedOutcome to(KeyedRun run);
    }

    private enum Mode {
        COMMITTED,
        BATCH,
        RESTORED,
        TAKEN_BACK
    }

    private final String yaml;
    private final List<Line> rows = new ArrayList<>();
    private EventTime time;
    private boolean byClock;

    private KeyedTable(String yaml) {
        this.yaml = yaml;
    }

    /** A table for a step written as in a pipeline; its first line is line 1. */
    public static KeyedTable of(String yaml) {
        return new KeyedTable(yaml);
    }

    /** How the source writes times; epoch milliseconds without. */
    public KeyedTable times(String format) {
        time = new EventTime(FieldPath.parse("at"), format);
        return this;
    }

    /** The watermark is the clock. */
    public KeyedTable byClock() {
        byClock = true;
        return this;
    }

    /** An event is taken, and nothing comes of it yet. */
    public KeyedTable in(long timeMillis, String event, String reason) {
        return event(Op.INSERT, timeMillis, event, KeyedOutcome.NOTHING, reason);
    }

    /** An event causes these results at once, each {@code op document}, in this order. */
    public KeyedTable in(long timeMillis, String event, List<String> results, String reason) {
        return event(Op.INSERT, timeMillis, event, KeyedOutcome.results(results), reason);
    }

    /** An event that takes another back causes these results at once. */
    public KeyedTable retract(long timeMillis, String event, List<String> results, String reason) {
        return event(Op.RETRACT, timeMillis, event, KeyedOutcome.results(results), reason);
    }

    /**
     * An event goes to the late stream; {@code lateness} is {@code late by 5 of [0, 10)}, without a window {@code late by 5 behind 10}, with {@code ,
     * idle} behind.
     */
    public KeyedTable late(long timeMillis, String event, String lateness, String reason) {
        return event(Op.INSERT, timeMillis, event, new KeyedOutcome(List.of(), lateness, null), reason);
    }

    /** An event ends here, wanted. */
    public KeyedTable dropped(long timeMillis, String event, DropReason why, String reason) {
        return event(Op.INSERT, timeMillis, event, new KeyedOutcome(List.of(), null, null, why), reason);
    }

    /** An event with that operation causes these results at once. */
    public KeyedTable in(Op op, long timeMillis, String event, List<String> results, String reason) {
        return event(op, timeMillis, event, KeyedOutcome.results(results), reason);
    }

    /** An event fails; {@code text} is part of {@code line:column: detail}. */
    public KeyedTable deadLetter(long timeMillis, String event, String text, String reason) {
        return deadLetter(Op.INSERT, timeMillis, event, text, reason);
    }

    /** An event with that operation fails. */
    public KeyedTable deadLetter(Op op, long timeMillis, String event, String text, String reason) {
        return event(op, timeMillis, event, new KeyedOutcome(List.of(), null, text), reason);
    }

    /** A partial result of several events is taken and causes these results at once. */
    public KeyedTable partial(byte[] partial, List<String> results, String reason) {
        return add(run -> run.partial(partial).sorted(), "partial", results, reason);
    }

    /** A partial result fails; {@code text} is part of {@code line:column: detail document}. */
    public KeyedTable deadPartial(byte[] partial, String text, String reason) {
        rows.add(new Line(run -> run.partial(partial), "partial", new KeyedOutcome(List.of(), null, text), reason));
        return this;
    }

    /** The watermark rises and causes these results, in any order. */
    public KeyedTable watermark(long toMillis, List<String> results, String reason) {
        return add(run -> run.watermark(toMillis, false), "watermark " + toMillis, results, reason);
    }

    /** The watermark rises and causes these results, in any order, and one that fails; {@code text} is part of {@code line:column: detail document}. */
    public KeyedTable watermark(long toMillis, List<String> results, String text, String reason) {
        KeyedOutcome expected = new KeyedOutcome(results, null, text).sorted();
        rows.add(new Line(run -> run.watermark(toMillis, false), "watermark " + toMillis, expected, reason));
        return this;
    }

    /** The watermark rises and causes these results, in this order. */
    public KeyedTable inOrder(long toMillis, List<String> results, String reason) {
        rows.add(new Line(
                run -> run.inOrder(toMillis, false), "watermark " + toMillis, KeyedOutcome.results(results), reason));
        return this;
    }

    /** The watermark rises because all inputs are silent. */
    public KeyedTable idle(long toMillis, List<String> results, String reason) {
        return add(run -> run.watermark(toMillis, true), "idle to " + toMillis, results, reason);
    }

    /** The clock comes to that time and causes these results, in any order. */
    public KeyedTable clock(long toMillis, List<String> results, String reason) {
        return add(run -> run.clock(toMillis), "clock " + toMillis, results, reason);
    }

    /** What the step says it holds back, {@code windows/events}. */
    public KeyedTable waiting(String held, String reason) {
        return add(run -> KeyedOutcome.results(List.of(run.waiting())), "waiting", List.of(held), reason);
    }

    /** What bounds of the step's state have made go so far, {@code evicted-ttl 1, evicted-max-keys 2}. */
    public KeyedTable evicted(String counted, String reason) {
        return add(run -> KeyedOutcome.results(List.of(run.evictions())), "evicted", List.of(counted), reason);
    }

    /** What the step says it keeps of a group, whose results have that key. */
    public KeyedTable describes(String group, String described, String reason) {
        return add(
                run -> KeyedOutcome.results(List.of(run.describe(group))),
                "describe " + group,
                List.of(described),
                reason);
    }

    /** The step gets other settings, written as in {@link #of}; what it keeps stays. */
    public KeyedTable becomes(String other, String reason) {
        return add(run -> run.become(StepText.read(other)), "becomes " + other, List.of(), reason);
    }

    /** How many rows the step keeps. */
    public KeyedTable rows(int kept, String reason) {
        return add(
                run -> KeyedOutcome.results(List.of(Long.toString(run.state().size()))),
                "rows",
                List.of(Integer.toString(kept)),
                reason);
    }

    private KeyedTable event(Op op, long timeMillis, String json, KeyedOutcome expected, String reason) {
        String said = op.name().toLowerCase(java.util.Locale.ROOT) + " at " + timeMillis + " " + json;
        rows.add(new Line(run -> run.event(op, timeMillis, json), said, expected, reason));
        return this;
    }

    private KeyedTable add(Input input, String said, List<String> results, String reason) {
        rows.add(new Line(input, said, KeyedOutcome.results(results).sorted(), reason));
        return this;
    }

    /** The table's tests. */
    public Stream<DynamicTest> tests() {
        Step step = StepText.read(yaml);
        Stream<DynamicTest> single = IntStream.range(0, rows.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        rows.get(i).reason + ": " + rows.get(i).said, () -> run(step, Mode.COMMITTED, i, i)));
        Stream<DynamicTest> whole = Stream.of(Mode.BATCH, Mode.RESTORED, Mode.TAKEN_BACK)
                .map(mode -> DynamicTest.dynamicTest(
                        "all rows, "
                                + mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                        () -> run(step, mode, 0, rows.size() - 1)));
        return Stream.concat(single, whole);
    }

    /** Runs the table in one batch without a look at the expectations: all that was emitted, in order. */
    public List<Event> emitted() {
        List<Event> all = new ArrayList<>();
        KeyedRun run = new KeyedRun(StepText.read(yaml), time, byClock);
        for (Line row : rows) {
            row.input.to(run);
            all.addAll(run.emitted());
        }
        return all;
    }

    /** As {@link #emitted}, with each row taken back and done again, and the task restored behind it. */
    public List<Event> emittedWithRestarts() {
        List<Event> all = new ArrayList<>();
        KeyedRun run = new KeyedRun(StepText.read(yaml), time, byClock);
        for (Line row : rows) {
            KeyedRun.Mark before = run.mark();
            row.input.to(run);
            run.undo(before);
            row.input.to(run);
            all.addAll(run.emitted());
            run.commit();
            run.restore();
        }
        return all;
    }

    /** Runs the table in one batch without a look at the expectations: results, late events and dead letters, as text, in order. */
    public List<String> outcomes() {
        List<String> all = new ArrayList<>();
        KeyedRun run = new KeyedRun(StepText.read(yaml), time, byClock);
        for (Line row : rows) {
            KeyedOutcome outcome = row.input.to(run);
            all.addAll(outcome.results());
            if (outcome.late() != null || outcome.deadLetter() != null) {
                all.add(outcome + " of " + row.said);
            }
        }
        return all;
    }

    /** Runs the table in one batch: bytes of keys and values for each row that is there in the end. */
    public long bytesPerRow() {
        KeyedRun run = new KeyedRun(StepText.read(yaml), time, byClock);
        rows.forEach(row -> row.input.to(run));
        return run.state().bytes() / run.state().size();
    }

    private void run(Step step, Mode mode, int firstChecked, int last) {
        KeyedRun run = new KeyedRun(step, time, byClock);
        for (int i = 0; i <= last; i++) {
            Line row = rows.get(i);
            if (mode == Mode.TAKEN_BACK) {
                KeyedRun.Mark before = run.mark();
                row.input.to(run);
                run.undo(before);
            }
            KeyedOutcome actual = row.input.to(run);
            if (i >= firstChecked) {
                check(step, row, actual);
            }
            if (mode != Mode.BATCH) {
                run.commit();
            }
            if (mode == Mode.RESTORED) {
                run.restore();
            }
        }
    }

    private static void check(Step step, Line row, KeyedOutcome actual) {
        assertThat(row.expected.fits(actual))
                .as(
                        "%n%s%n  step:     %s%n  input:    %s%n  expected: %s%n  actual:   %s%n",
                        row.reason, step, row.said, row.expected, actual)
                .isTrue();
    }
}
