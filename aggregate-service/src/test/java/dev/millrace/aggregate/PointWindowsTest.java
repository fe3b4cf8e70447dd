package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Windows that end with events, and those that begin behind them. */
class PointWindowsTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String window, String rest) {
        return KeyedTable.of(
                "aggregate:\n  by: k\n  window: {" + window + "}\n  compute: {n: count(), s: sum(x)}\n" + rest);
    }

    /** Results of group 1, each {@code op start end n s pane}. */
    private static List<String> results(String... each) {
        return Arrays.stream(each)
                .map(line -> line.split(" "))
                .map(p -> p[0] + " {\"k\":1,\"windowStart\":" + p[1] + ",\"windowEnd\":" + p[2] + ",\"n\":" + p[3]
                        + ",\"s\":" + p[4] + ",\"pane\":" + p[5] + "}")
                .toList();
    }

    private static String event(int x) {
        return "{\"k\":1,\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> the_time_before_each_event() {
        return table("lookback: 10s", "")
                .watermark(-50_000, NOTHING, "no event, no window")
                .in(0, event(1), "")
                .in(10_000, event(2), "exactly the length later: both ends belong to it")
                .in(10_001, event(4), "a millisecond more")
                .in(10_001, event(8), "two at one time share a result")
                .in(5_000, "{\"k\":2,\"x\":1}", "another group")
                .watermark(0, NOTHING, "another event may still come at that time")
                .watermark(1, results("insert -10000 0 1 1 0"), "none can come any more")
                .in(4_000, event(16), "out of order, on time")
                .watermark(
                        10_001,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":-6000,\"windowEnd\":4000,\"n\":2,\"s\":17,\"pane\":0}",
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":10000,\"n\":3,\"s\":19,\"pane\":0}",
                                "insert {\"k\":2,\"windowStart\":-5000,\"windowEnd\":5000,\"n\":1,\"s\":1,\"pane\":0}"),
                        "each with what was before it")
                .watermark(10_002, results("insert 1 10001 4 30 0"), "the first event is not in it any more")
                .late(0, event(32), "late by 10002 of [0, 10001)", "nothing that waits would have it")
                .in(2, event(64), "its own window is over; those of later events may have it still")
                .watermark(Long.MAX_VALUE, NOTHING, "but no further event came")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> an_event_too_late_for_its_own_window() {
        return table("lookback: 10s", "")
                .in(8_000, event(1), "")
                .watermark(5_000, NOTHING, "")
                .in(2_000, event(2), "its own window has ended and is not told")
                .watermark(8_001, results("insert -2000 8000 2 3 0"), "the later event's window has it")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> late_events_correct_what_was_told() {
        return table("lookback: 10s", "  late: {within: 20s, mode: retracting}\n")
                .in(0, event(1), "")
                .in(5_000, event(2), "")
                .watermark(6_000, results("insert -10000 0 1 1 0", "insert -5000 5000 2 3 0"), "both are told")
                .in(
                        -5_000,
                        event(4),
                        results(
                                "insert -15000 -5000 1 4 0",
                                "retract -10000 0 1 1 0",
                                "insert -10000 0 2 5 1",
                                "retract -5000 5000 2 3 0",
                                "insert -5000 5000 3 7 1"),
                        "a window of its own, and the two that look back on it")
                .retract(
                        0,
                        event(1),
                        results(
                                "retract -10000 0 2 5 1",
                                "insert -10000 0 1 4 2",
                                "retract -5000 5000 3 7 1",
                                "insert -5000 5000 2 6 2"),
                        "an event is taken back: its own window still has the one before")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_result_with_each_event() {
        return table("lookback: 10s", "  emit: on-update\n")
                .in(0, event(1), results("insert -10000 0 1 1 0"), "")
                .in(8_000, event(2), results("insert -2000 8000 2 3 0"), "")
                .in(
                        4_000,
                        event(4),
                        results("insert -6000 4000 2 5 0", "update -2000 8000 3 7 1"),
                        "out of order: the later one looks back on it")
                .watermark(Long.MAX_VALUE, NOTHING, "all is said")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sliding() {
        return table("sliding: 10s", "")
                .in(0, event(1), "")
                .in(5_000, event(2), "")
                .in(20_000, event(4), "")
                .watermark(
                        Long.MAX_VALUE,
                        results(
                                "insert -10000 0 1 1 0",
                                "insert -5000 5000 2 3 0",
                                "insert 1 10001 1 2 0",
                                "insert 10000 20000 1 4 0"),
                        "each set of events that a length of time can hold, once")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sliding_borders() {
        return table("sliding: 10s", "")
                .in(0, event(1), "")
                .in(10_000, event(2), "exactly the length later: together")
                .in(10_001, event(4), "with the second only")
                .watermark(0, NOTHING, "")
                .watermark(1, results("insert -10000 0 1 1 0"), "")
                .watermark(
                        10_002,
                        results("insert 0 10000 2 3 0", "insert 1 10001 2 6 0"),
                        "the window behind the first ends with the third: one window")
                .watermark(20_002, results("insert 10001 20001 1 4 0"), "what is behind the second")
                .watermark(20_003, NOTHING, "nothing is behind the third")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sliding_with_late_events() {
        return table("sliding: 10s", "  late: {within: 1m}\n")
                .in(0, event(1), "")
                .watermark(12_000, results("insert -10000 0 1 1 0"), "nothing is behind it")
                .in(
                        4_000,
                        event(2),
                        results("insert -6000 4000 2 3 0", "insert 1 10001 1 2 0"),
                        "late: its own window, and the one behind the first has an event now")
                .watermark(14_002, NOTHING, "nothing is behind the late one")
                .in(
                        0,
                        event(4),
                        results("update -10000 0 2 5 1", "update -6000 4000 3 7 1"),
                        "the windows that have it are told anew")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sums_too_large_for_some_windows() {
        String large = "{\"k\":1,\"x\":9223372036854775807}";
        return KeyedTable.of("aggregate:\n  by: k\n  window: {lookback: 10s}\n  compute: {n: count(), s: sum(x)}\n")
                .in(0, large, "")
                .in(20_000, large, "together they could not be held")
                .in(40_000, "{\"k\":1,\"x\":1}", "")
                .watermark(
                        Long.MAX_VALUE,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":-10000,\"windowEnd\":0,\"n\":1,\"s\":9223372036854775807,\"pane\":0}",
                                "insert {\"k\":1,\"windowStart\":10000,\"windowEnd\":20000,\"n\":1,\"s\":9223372036854775807,\"pane\":0}",
                                "insert {\"k\":1,\"windowStart\":30000,\"windowEnd\":40000,\"n\":1,\"s\":1,\"pane\":0}"),
                        "but they are in no window together")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_sum_too_large_for_a_window() {
        String large = "{\"k\":1,\"x\":9223372036854775807}";
        return table("lookback: 10s", "")
                .in(0, large, "")
                .in(10_000, large, "together they cannot be held")
                .in(20_000, "{\"k\":1,\"x\":-1}", "with the second it can")
                .watermark(1, results("insert -10000 0 1 9223372036854775807 0"), "")
                .watermark(
                        10_001,
                        NOTHING,
                        "{\"k\":1,\"windowStart\":0,\"windowEnd\":10000}",
                        "the window's group and borders are the dead letter")
                .watermark(20_001, results("insert 10000 20000 2 9223372036854775806 0"), "the next one is told")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_is_kept() {
        return table("lookback: 10s", "")
                .in(1, event(1), "")
                .in(2, event(2), "")
                .describes(
                        "1",
                        "[{\"k\":1,\"windowStart\":-9999,\"windowEnd\":1,\"n\":1,\"s\":1,\"pane\":0},"
                                + "{\"k\":1,\"windowStart\":-9998,\"windowEnd\":2,\"n\":2,\"s\":3,\"pane\":0}]",
                        "each with what it looks back on")
                .describes("2", "[]", "nothing of a group that nobody knows")
                .tests();
    }
}
