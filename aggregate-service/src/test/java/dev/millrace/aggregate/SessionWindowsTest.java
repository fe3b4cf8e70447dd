package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Events between pauses. */
class SessionWindowsTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String window, String rest) {
        return KeyedTable.of("aggregate:\n  by: k\n  window: {" + window
                + "}\n  compute: {n: count(), s: sum(x), f: first(x)}\n" + rest);
    }

    /** Results of group 1, each {@code op start end n s f pane}. */
    private static List<String> results(String... each) {
        return Arrays.stream(each)
                .map(line -> line.split(" "))
                .map(p -> p[0] + " {\"k\":1,\"windowStart\":" + p[1] + ",\"windowEnd\":" + p[2] + ",\"n\":" + p[3]
                        + ",\"s\":" + p[4] + ",\"f\":" + p[5] + ",\"pane\":" + p[6] + "}")
                .toList();
    }

    private static String event(int x) {
        return "{\"k\":1,\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> pauses() {
        return table("session: 10s", "")
                .watermark(-100_000, NOTHING, "no event, no session")
                .in(0, event(1), "one begins")
                .in(10_000, event(2), "exactly one pause later: the same session")
                .in(20_001, event(4), "a millisecond more: another one")
                .waiting("2/3", "")
                .watermark(20_000, NOTHING, "an event at that time would still belong to the first")
                .watermark(20_001, results("insert 0 10000 2 3 1 0"), "now none can come")
                .watermark(30_001, NOTHING, "the second one may go on")
                .watermark(Long.MAX_VALUE, results("insert 20001 20001 1 4 4 0"), "the end of input")
                .rows(0, "nothing is left")
                .late(-5, event(8), "late by " + Long.MAX_VALUE + " of [-5, 9996)", "after the end")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> bridges() {
        return table("session: 10s", "")
                .in(30_000, event(4), "out of order: the last first")
                .in(0, event(1), "")
                .in(15_000, event(2), "three sessions")
                .rows(3, "")
                .in(-8_000, event(8), "the first one begins earlier")
                .in(22_000, event(16), "between the second and the third: one of both")
                .rows(2, "")
                .in(7_500, event(32), "between all that are left")
                .rows(1, "")
                .watermark(40_000, NOTHING, "")
                .watermark(40_001, results("insert -8000 30000 6 63 8 0"), "one session of all, first by time")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> one_event_bridges_three() {
        return table("session: 10s", "")
                .in(0, event(1), "")
                .in(5_000, "{\"k\":2,\"x\":1}", "another group has sessions of its own")
                .in(20_000, event(2), "")
                .in(10_000, event(4), "a pause from both")
                .rows(2, "one for each group")
                .watermark(
                        Long.MAX_VALUE,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":20000,\"n\":3,\"s\":7,\"f\":1,\"pane\":0}",
                                "insert {\"k\":2,\"windowStart\":5000,\"windowEnd\":5000,\"n\":1,\"s\":1,\"f\":1,\"pane\":0}"),
                        "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> late_events_that_change_what_was_told() {
        return table("session: 10s", "  late: {within: 1m}\n")
                .in(0, event(1), "")
                .in(20_000, event(2), "")
                .watermark(10_001, results("insert 0 0 1 1 1 0"), "")
                .watermark(30_001, results("insert 20000 20000 1 2 2 0"), "both are told")
                .in(20_000, event(4), results("update 20000 20000 2 6 2 1"), "the same session holds more")
                .in(25_000, event(8), "it lasts longer: it is told when its new end has come")
                .watermark(35_001, results("update 20000 25000 3 14 2 2"), "in place of what was told")
                .in(
                        15_000,
                        event(16),
                        results("retract 20000 25000 3 14 2 2", "insert 15000 25000 4 30 16 3"),
                        "it began earlier: another session, the old one is taken back")
                .in(
                        7_000,
                        event(32),
                        results("retract 15000 25000 4 30 16 3", "update 0 25000 6 63 1 4"),
                        "a bridge: the later one is taken back, the earlier one lasts longer")
                .watermark(95_000, NOTHING, "the session's patience")
                .watermark(95_001, NOTHING, "is at its end")
                .rows(0, "")
                .late(25_000, event(1), "late by 70001 of [25000, 35001)", "nothing takes it")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> everything_told_is_taken_back() {
        return table("session: 10s", "  late: {within: 1m, mode: retracting}\n")
                .in(0, event(1), "")
                .in(20_000, event(2), "")
                .watermark(30_001, results("insert 0 0 1 1 1 0", "insert 20000 20000 1 2 2 0"), "both are told")
                .in(
                        20_000,
                        event(4),
                        results("retract 20000 20000 1 2 2 0", "insert 20000 20000 2 6 2 1"),
                        "the same session holds more")
                .in(
                        10_000,
                        event(8),
                        results("retract 0 0 1 1 1 0", "retract 20000 20000 2 6 2 1", "insert 0 20000 4 15 1 2"),
                        "a bridge of three")
                .in(21_000, event(16), results("retract 0 20000 4 15 1 2"), "it goes on: nothing is told until it ends")
                .watermark(31_001, results("insert 0 21000 5 31 1 3"), "it has ended again")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_result_per_event() {
        return table("session: 10s", "  emit: on-update\n")
                .in(0, event(1), results("insert 0 0 1 1 1 0"), "")
                .in(5_000, event(2), results("update 0 5000 2 3 1 1"), "the session that began at 0 is longer")
                .in(25_000, event(4), results("insert 25000 25000 1 4 4 0"), "another one")
                .in(15_000, event(8), results("retract 25000 25000 1 4 4 0", "update 0 25000 4 15 1 2"), "they are one")
                .watermark(Long.MAX_VALUE, NOTHING, "all is said")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> no_longer_than_allowed() {
        return table("session: 10s, max: 20s", "")
                .in(0, event(1), "")
                .in(10_000, event(2), "")
                .in(20_000, event(4), "exactly as long as allowed")
                .in(20_001, event(8), "the pause is short, the session too long: another one begins")
                .watermark(20_000, NOTHING, "")
                .watermark(20_001, results("insert 0 20000 3 7 1 0"), "it cannot become longer, so it is told")
                .watermark(Long.MAX_VALUE, results("insert 20001 20001 1 8 8 0"), "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_bridge_that_would_be_too_long() {
        return table("session: 10s, max: 15s", "")
                .in(0, event(1), "")
                .in(16_000, event(2), "")
                .in(8_000, event(4), "near both; with the first it fits, with both it does not")
                .watermark(
                        Long.MAX_VALUE,
                        results("insert 0 8000 2 5 1 0", "insert 16000 16000 1 2 2 0"),
                        "two sessions are left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_pause_of_its_own() {
        return table("session: 10s, gap: pause", "")
                .in(0, "{\"k\":1,\"x\":1,\"pause\":30000}", "half a minute")
                .in(30_000, "{\"k\":1,\"x\":2,\"pause\":\"5s\"}", "within it; as a text")
                .in(41_000, event(4), "missing: the usual one; six seconds behind the second's")
                .in(34_000, "{\"k\":1,\"x\":8,\"pause\":0}", "no pause after it, but the one before has one")
                .deadLetter(
                        0,
                        "{\"k\":1,\"x\":16,\"pause\":-1}",
                        "the gap is -1: expected milliseconds from 0 on, or a text like \"30m\"",
                        "no length")
                .deadLetter(0, "{\"k\":1,\"x\":16,\"pause\":\"soon\"}", "the gap is soon: expected", "no length either")
                .watermark(
                        Long.MAX_VALUE,
                        results("insert 0 34000 3 11 1 0", "insert 41000 41000 1 4 4 0"),
                        "two sessions")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> events_that_are_taken_back() {
        return KeyedTable.of("aggregate:\n  by: k\n  window: {session: 10s}\n  compute: {n: count()}\n"
                        + "  late: {within: 1m}\n")
                .in(0, "{\"k\":1}", "")
                .in(5_000, "{\"k\":1}", "")
                .retract(5_000, "{\"k\":1}", NOTHING, "one less; the session keeps its borders")
                .watermark(
                        15_001, List.of("insert {\"k\":1,\"windowStart\":0,\"windowEnd\":5000,\"n\":1,\"pane\":0}"), "")
                .retract(
                        0,
                        "{\"k\":1}",
                        List.of("retract {\"k\":1,\"windowStart\":0,\"windowEnd\":5000,\"n\":1,\"pane\":0}"),
                        "none is left: what was told is taken back")
                .rows(0, "")
                .deadLetter(
                        dev.millrace.model.event.Op.RETRACT,
                        0,
                        "{\"k\":1}",
                        "there is nothing to take back: its group has no session at this time",
                        "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> an_event_that_fails_changes_no_session() {
        String large = "{\"k\":1,\"x\":9223372036854775807}";
        return table("session: 10s", "")
                .in(0, large, "")
                .in(15_000, event(1), "")
                .deadLetter(10_000, large, "sum(x)", "a bridge whose sum cannot be held")
                .rows(2, "both sessions are as they were")
                .watermark(
                        Long.MAX_VALUE,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":0,\"n\":1,\"s\":9223372036854775807,\"f\":9223372036854775807,\"pane\":0}",
                                "insert {\"k\":1,\"windowStart\":15000,\"windowEnd\":15000,\"n\":1,\"s\":1,\"f\":1,\"pane\":0}"),
                        "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> by_the_clock() {
        return KeyedTable.of(
                        "aggregate:\n  by: k\n  window: {session: 10s, time: processing}\n  compute: {n: count()}\n")
                .byClock()
                .clock(100_000, NOTHING, "")
                .in(5, "{\"k\":1}", "the event's own time counts for nothing")
                .clock(110_000, NOTHING, "")
                .in(6, "{\"k\":1}", "within the pause by the clock")
                .clock(120_000, NOTHING, "")
                .clock(
                        120_001,
                        List.of("insert {\"k\":1,\"windowStart\":100000,\"windowEnd\":110000,\"n\":2,\"pane\":0}"),
                        "no event for longer than the pause")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> no_more_than_allowed() {
        return KeyedTable.of("aggregate:\n  by: k\n  window: {session: 10s}\n  compute: {n: count()}\n  maxKeys: 2\n")
                .in(0, "{\"k\":1}", "")
                .in(20_000, "{\"k\":1}", "two sessions of one group are two")
                .in(
                        1_000,
                        "{\"k\":2}",
                        List.of("insert {\"k\":1,\"windowStart\":0,\"windowEnd\":0,\"n\":1,\"pane\":0}"),
                        "the one untouched for the longest time is told and goes")
                .in(25_000, "{\"k\":1}", "the other one is found, though it is not the group's first any more")
                .watermark(
                        Long.MAX_VALUE,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":20000,\"windowEnd\":25000,\"n\":2,\"pane\":0}",
                                "insert {\"k\":2,\"windowStart\":1000,\"windowEnd\":1000,\"n\":1,\"pane\":0}"),
                        "")
                .tests();
    }
}
