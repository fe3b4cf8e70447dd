package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Windows that share events: hopping and cumulating ones. */
class OverlappingWindowsTest {

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

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @TestFactory
    Stream<DynamicTest> hopping() {
        return table("hopping: 30s, every: 10s", "")
                .watermark(-100_000, NOTHING, "no event, no window")
                .in(0, event(1), "the first instant of a piece")
                .in(9_999, event(2), "its last")
                .in(10_000, event(4), "the first of the next")
                .rows(2, "a row a piece, not one for each of the windows")
                .watermark(9_999, NOTHING, "one millisecond is still to come")
                .watermark(10_000, results("insert -20000 10000 2 3 0"), "the first window that has them ends")
                .in(19_999, event(8), "the last instant of the second piece")
                .watermark(20_000, results("insert -10000 20000 4 15 0"), "two pieces")
                .watermark(30_000, results("insert 0 30000 4 15 0"), "a piece without events is in it, too")
                .watermark(40_000, results("insert 10000 40000 2 12 0"), "the first piece is not in it any more")
                .watermark(50_000, NOTHING, "its window has no events and is not told")
                .rows(0, "nothing is left")
                .in(100_000, event(1), "a group comes to life again")
                .watermark(
                        Long.MAX_VALUE,
                        results("insert 80000 110000 1 1 0", "insert 90000 120000 1 1 0", "insert 100000 130000 1 1 0"),
                        "the end of input closes all three windows of its one event")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hopping_out_of_order() {
        return table("hopping: 30s, every: 10s", "")
                .in(25_000, event(1), "a later one first")
                .watermark(12_000, NOTHING, "windows before it have nothing")
                .in(15_000, event(2), "on time, in an earlier piece")
                .in(5_000, event(4), "its own piece has ended; two windows that it is in have not")
                .watermark(20_000, results("insert -10000 20000 2 6 0"), "the first of the two")
                .watermark(30_000, results("insert 0 30000 3 7 0"), "all three")
                .late(5_000, event(8), "late by 25000 of [0, 30000)", "all its windows have ended")
                .in(15_000, event(16), "one of its three windows is open still: it counts there")
                .watermark(40_000, results("insert 10000 40000 3 19 0"), "with the event that came in the end")
                .watermark(50_000, results("insert 20000 50000 1 1 0"), "the last one")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hopping_before_1970_with_an_offset() {
        return table("hopping: 20s, every: 10s, offset: 3s", "")
                .in(-7_001, event(1), "in [-17000, -7000)")
                .in(-7_000, event(2), "in [-7000, 3000)")
                .watermark(-7_000, results("insert -27000 -7000 1 1 0"), "borders lie three seconds behind")
                .watermark(3_000, results("insert -17000 3000 2 3 0"), "around 1970")
                .watermark(13_000, results("insert -7000 13000 1 2 0"), "the last")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hopping_with_late_events() {
        return table("hopping: 20s, every: 10s", "  late: {within: 5s}\n")
                .in(1_000, event(1), "")
                .watermark(10_000, results("insert -10000 10000 1 1 0"), "told")
                .in(2_000, event(2), results("update -10000 10000 2 3 1"), "late for one window, on time for the next")
                .watermark(15_000, NOTHING, "the first window's patience ends")
                .in(3_000, event(4), "too late for the first window; the second takes it")
                .watermark(20_000, results("insert 0 20000 3 7 0"), "all three are in it")
                .in(4_000, event(8), results("update 0 20000 4 15 1"), "within its patience")
                .in(12_000, event(16), results("update 0 20000 5 31 2"), "late for it, on time for the next")
                .watermark(25_000, NOTHING, "its patience ends")
                .late(5_000, event(32), "late by 20000 of [0, 20000)", "nothing takes it any more")
                .watermark(30_000, results("insert 10000 30000 1 16 0"), "the window after")
                .watermark(35_001, NOTHING, "")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_late_event_that_makes_a_window() {
        return table("hopping: 20s, every: 10s", "  late: {within: 15s}\n")
                .watermark(12_000, NOTHING, "time goes on without events")
                .in(3_000, event(1), results("insert -10000 10000 1 1 0"), "its first window has ended: told at once")
                .watermark(20_000, results("insert 0 20000 1 1 0"), "its second one at its end")
                .watermark(60_000, NOTHING, "")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hopping_taken_back() {
        return table("hopping: 20s, every: 10s", "  late: {within: 30s, mode: retracting}\n")
                .in(1_000, event(1), "")
                .watermark(10_000, results("insert -10000 10000 1 1 0"), "told")
                .watermark(20_000, results("insert 0 20000 1 1 0"), "told")
                .in(
                        2_000,
                        event(2),
                        results(
                                "retract -10000 10000 1 1 0",
                                "insert -10000 10000 2 3 1",
                                "retract 0 20000 1 1 0",
                                "insert 0 20000 2 3 1"),
                        "both windows are told anew")
                .retract(
                        2_000,
                        event(2),
                        results(
                                "retract -10000 10000 2 3 1",
                                "insert -10000 10000 1 1 2",
                                "retract 0 20000 2 3 1",
                                "insert 0 20000 1 1 2"),
                        "the event is taken back")
                .retract(
                        1_000,
                        event(1),
                        results("retract -10000 10000 1 1 2", "retract 0 20000 1 1 2"),
                        "the last one, too: there is nothing to tell")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hopping_with_each_event() {
        return table("hopping: 20s, every: 10s", "  emit: on-update\n")
                .in(
                        1_000,
                        event(1),
                        results("insert -10000 10000 1 1 0", "insert 0 20000 1 1 0"),
                        "each window it is in")
                .in(
                        11_000,
                        event(2),
                        results("update 0 20000 2 3 1", "insert 10000 30000 1 2 0"),
                        "one they share, and one of its own")
                .watermark(10_000, NOTHING, "an end says nothing new")
                .in(2_000, event(4), results("update 0 20000 3 7 2"), "the first window has ended")
                .watermark(Long.MAX_VALUE, NOTHING, "")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hopping_by_the_clock_and_by_number() {
        return table("hopping: 20s, every: 10s", "  emit: {every: 1s, count: 2}\n")
                .clock(100, NOTHING, "")
                .in(1_000, event(1), "one is held back")
                .in(
                        2_000,
                        event(2),
                        results("insert -10000 10000 2 3 0", "insert 0 20000 2 3 0"),
                        "two are told, the clock notwithstanding")
                .in(11_000, event(4), "one is held back")
                .clock(1_000, results("update 0 20000 3 7 1", "insert 10000 30000 1 4 0"), "until the clock strikes")
                .clock(2_000, NOTHING, "nothing has changed")
                .in(12_000, event(8), "held back")
                .watermark(20_000, results("update 0 20000 4 15 2"), "until its window ends")
                .clock(3_000, results("update 10000 30000 2 12 1"), "the other is told by the clock")
                .watermark(Long.MAX_VALUE, NOTHING, "all is told")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> weeks_by_days_in_paris() {
        String paris = "hopping: 2d, every: 1d, zone: Europe/Paris";
        return KeyedTable.of("aggregate:\n  window: {" + paris + "}\n  compute: {n: count()}\n")
                .times("iso8601")
                .in(at("2026-03-28T12:00:00Z"), "{}", "the 28th")
                .in(at("2026-03-29T12:00:00Z"), "{}", "the 29th has 23 hours")
                .watermark(at("2026-03-28T23:00:00Z"), List.of(day("2026-03-26T23", "2026-03-28T23", 1)), "two days")
                .watermark(at("2026-03-29T22:00:00Z"), List.of(day("2026-03-27T23", "2026-03-29T22", 2)), "47 hours")
                .watermark(at("2026-03-30T22:00:00Z"), List.of(day("2026-03-28T23", "2026-03-30T22", 1)), "47 hours")
                .in(at("2026-10-25T12:00:00Z"), "{}", "a day of 25 hours")
                .watermark(
                        Long.MAX_VALUE,
                        List.of(day("2026-10-23T22", "2026-10-25T23", 1), day("2026-10-24T22", "2026-10-26T23", 1)),
                        "49 hours each")
                .tests();
    }

    private static String day(String from, String to, int count) {
        return "insert {\"windowStart\":\"" + from + ":00:00Z\",\"windowEnd\":\"" + to + ":00:00Z\",\"n\":" + count
                + ",\"pane\":0}";
    }

    @TestFactory
    Stream<DynamicTest> cumulating() {
        return table("cumulate: 30s, every: 10s", "")
                .in(0, event(1), "")
                .in(29_999, event(2), "the last instant of the whole")
                .in(30_000, event(4), "the next whole")
                .watermark(10_000, results("insert 0 10000 1 1 0"), "the first step")
                .watermark(20_000, results("insert 0 20000 1 1 0"), "nothing has come to it, yet it is told")
                .in(12_000, event(8), "its step has ended; the whole has not")
                .watermark(30_000, results("insert 0 30000 3 11 0"), "the whole")
                .late(29_999, event(16), "late by 1 of [0, 30000)", "over")
                .watermark(40_000, results("insert 30000 40000 1 4 0"), "it begins anew")
                .watermark(
                        Long.MAX_VALUE,
                        results("insert 30000 50000 1 4 0", "insert 30000 60000 1 4 0"),
                        "the end of input")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> cumulating_with_late_events() {
        return table("cumulate: 20s, every: 10s", "  late: {within: 5s, mode: retracting}\n")
                .in(1_000, event(1), "")
                .watermark(12_000, results("insert 0 10000 1 1 0"), "the first step")
                .in(
                        2_000,
                        event(2),
                        results("retract 0 10000 1 1 0", "insert 0 10000 2 3 1"),
                        "late for the step; the whole will have it")
                .watermark(15_000, NOTHING, "the step's patience ends")
                .in(3_000, event(4), "too late for the step alone")
                .watermark(20_000, results("insert 0 20000 3 7 0"), "the whole has all")
                .in(13_000, event(8), results("retract 0 20000 3 7 0", "insert 0 20000 4 15 1"), "late for the whole")
                .watermark(25_001, NOTHING, "")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hours_of_a_day_in_paris() {
        String hours = "cumulate: 1d, every: 12h, zone: Europe/Paris";
        return KeyedTable.of("aggregate:\n  window: {" + hours + "}\n  compute: {n: count()}\n")
                .times("iso8601")
                .in(at("2026-10-24T22:00:00Z"), "{}", "midnight of a day of 25 hours")
                .watermark(
                        at("2026-10-25T23:00:00Z"),
                        List.of(
                                day("2026-10-24T22", "2026-10-25T10", 1),
                                day("2026-10-24T22", "2026-10-25T22", 1),
                                day("2026-10-24T22", "2026-10-25T23", 1)),
                        "the last step has one hour")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_sum_too_large_for_a_window() {
        String large = "{\"k\":1,\"x\":9223372036854775807}";
        return table("hopping: 20s, every: 10s", "")
                .in(1_000, large, "the greatest integer")
                .in(11_000, large, "each piece holds one")
                .watermark(
                        10_000,
                        List.of("insert {\"k\":1,\"windowStart\":-10000,\"windowEnd\":10000,\"n\":1,"
                                + "\"s\":9223372036854775807,\"pane\":0}"),
                        "one fits")
                .watermark(
                        20_000,
                        NOTHING,
                        "{\"k\":1,\"windowStart\":0,\"windowEnd\":20000}",
                        "two do not: the window's group and borders are the dead letter")
                .watermark(
                        30_000,
                        List.of("insert {\"k\":1,\"windowStart\":10000,\"windowEnd\":30000,\"n\":1,"
                                + "\"s\":9223372036854775807,\"pane\":0}"),
                        "the next one is told")
                .tests();
    }
}
