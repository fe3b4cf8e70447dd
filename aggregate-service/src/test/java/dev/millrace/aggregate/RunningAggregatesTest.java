package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Aggregates without a window: over all events of a group there ever are. */
class RunningAggregatesTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String rest) {
        return KeyedTable.of("aggregate:\n  by: k\n  compute: {n: count(), s: sum(x)}\n" + rest);
    }

    private static String told(String op, int k, int n, String s, int pane) {
        return op + " {\"k\":" + k + ",\"n\":" + n + ",\"s\":" + s + ",\"pane\":" + pane + "}";
    }

    private static String event(int k, String x) {
        return "{\"k\":" + k + ",\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> a_result_per_event() {
        return table("")
                .in(1_000, event(1, "5"), List.of(told("insert", 1, 1, "5", 0)), "the first of a group")
                .in(2_000, event(2, "7"), List.of(told("insert", 2, 1, "7", 0)), "another group")
                .in(3_000, event(1, "null"), List.of(told("update", 1, 2, "5", 1)), "nothing to add, yet an event")
                .watermark(1_000_000, NOTHING, "nothing closes")
                .in(-5_000, event(1, "1.5"), List.of(told("update", 1, 3, "6.5", 2)), "nothing is late")
                .deadLetter(4_000, event(1, "\"a\""), "sum(x) needs numbers", "it fails")
                .in(4_000, event(1, "1"), List.of(told("update", 1, 4, "7.5", 3)), "and has changed nothing")
                .watermark(Long.MAX_VALUE, NOTHING, "the end of input says nothing new")
                .rows(2, "a row a group, kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> input_that_is_taken_back() {
        return table("  late: {mode: retracting}\n")
                .in(1_000, event(1, "5"), List.of(told("insert", 1, 1, "5", 0)), "")
                .in(
                        2_000,
                        event(1, "7"),
                        List.of(told("retract", 1, 1, "5", 0), told("insert", 1, 2, "12", 1)),
                        "the result before is taken back")
                .retract(
                        1_000,
                        event(1, "5"),
                        List.of(told("retract", 1, 2, "12", 1), told("insert", 1, 1, "7", 2)),
                        "an event less")
                .retract(2_000, event(1, "7"), List.of(told("retract", 1, 1, "7", 2)), "none is left: no result")
                .deadLetter(
                        dev.millrace.model.event.Op.RETRACT,
                        2_000,
                        event(1, "7"),
                        "there is nothing to take back",
                        "more than there was")
                .in(3_000, event(1, "2"), List.of(told("insert", 1, 1, "2", 3)), "it goes on")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> input_that_is_taken_back_to_nothing() {
        return table("")
                .in(1_000, event(1, "5"), List.of(told("insert", 1, 1, "5", 0)), "")
                .retract(1_000, event(1, "5"), List.of(told("update", 1, 0, "null", 1)), "nothing is left, and is told")
                .in(2_000, event(1, "2"), List.of(told("update", 1, 1, "2", 2)), "it goes on")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> forgotten_when_nothing_touches_it() {
        return table("  ttl: 10s\n")
                .in(1_000, event(1, "5"), List.of(told("insert", 1, 1, "5", 0)), "")
                .in(2_000, event(2, "5"), List.of(told("insert", 2, 1, "5", 0)), "")
                .watermark(10_999, NOTHING, "a millisecond is left")
                .in(10_999, event(2, "1"), List.of(told("update", 2, 2, "6", 1)), "touched")
                .watermark(11_000, NOTHING, "the other one goes; all it knew was said")
                .evicted("evicted-ttl 1", "and is counted")
                .rows(1, "one is left")
                .in(12_000, event(1, "3"), List.of(told("insert", 1, 1, "3", 0)), "it begins anew")
                .watermark(20_999, NOTHING, "the second goes")
                .evicted("evicted-ttl 2", "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> no_more_groups_than_allowed() {
        return table("  maxKeys: 2\n  emit: {every: 1h}\n")
                .clock(0, NOTHING, "")
                .in(1_000, event(1, "5"), "held back until the clock strikes")
                .in(2_000, event(2, "5"), "")
                .in(3_000, event(1, "5"), "the first is touched again")
                .in(
                        4_000,
                        event(3, "5"),
                        List.of(told("insert", 2, 1, "5", 0)),
                        "one too many: the one untouched for the longest time is told and goes")
                .evicted("evicted-max-keys 1", "")
                .clock(
                        3_600_000,
                        List.of(told("insert", 1, 2, "10", 0), told("insert", 3, 1, "5", 0)),
                        "the clock strikes")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_result_for_each_hundred() {
        return KeyedTable.of("aggregate:\n  window: global\n  compute: {n: count()}\n  emit: {count: 2}\n")
                .in(1, "{}", "one is held back")
                .waiting("1/1", "")
                .in(2, "{}", List.of("insert {\"n\":2,\"pane\":0}"), "two are told")
                .waiting("0/0", "")
                .in(3, "{}", "")
                .in(4, "{}", List.of("update {\"n\":4,\"pane\":1}"), "and the next two")
                .describes("", "[{\"n\":4,\"pane\":2}]", "what is kept, with the pane that comes next")
                .tests();
    }
}
