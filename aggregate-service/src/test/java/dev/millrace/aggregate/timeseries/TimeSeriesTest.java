package dev.millrace.aggregate.timeseries;

import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Windows of several lengths, gaps, what is derived, and what late events correct. Expected results are written by hand. */
class TimeSeriesTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String settings) {
        return KeyedTable.of("timeseries: {" + settings + "}\n");
    }

    private static String event(Object value) {
        return "{\"v\":" + value + "}";
    }

    /** A result without a group: {@code insert 10ms [0, 10) "n":1,"t":5,"filled":false,"pane":0}. */
    private static String result(String op, String resolution, long start, long end, String values) {
        return op + " {\"resolution\":\"" + resolution + "\",\"windowStart\":" + start + ",\"windowEnd\":" + end + ","
                + values + "}";
    }

    private static String insert(String resolution, long start, long end, String values) {
        return result("insert", resolution, start, end, values + ",\"filled\":false,\"pane\":0");
    }

    private static String filled(String resolution, long start, long end, String values) {
        return result("insert", resolution, start, end, values + ",\"filled\":true,\"pane\":0");
    }

    @TestFactory
    Stream<DynamicTest> several_resolutions() {
        return table("resolutions: [10ms, 20ms, 60ms], compute: {n: count(), t: sum(v)}")
                .watermark(-100, NOTHING, "without events there is nothing")
                .in(0, event(1), "the first instant of all three windows")
                .in(9, event(2), "the last one of the shortest")
                .rows(1, "an event is in one row, whatever the number of resolutions")
                .waiting("1/2", "the longer ones do not know of it yet")
                .watermark(9, NOTHING, "an instant is left")
                .watermark(10, List.of(insert("10ms", 0, 10, "\"n\":2,\"t\":3")), "the shortest has ended")
                .rows(1, "and was given to the next")
                .late(9, event(7), "late by 1 of [0, 10)", "the shortest decides what is late")
                .in(25, event(4), "in the next of the middle ones")
                .in(19, event(8), "in the first of them, out of order")
                .watermark(
                        20,
                        List.of(insert("10ms", 10, 20, "\"n\":1,\"t\":8"), insert("20ms", 0, 20, "\"n\":3,\"t\":11")),
                        "both end, the longer one with all that is in its parts")
                .watermark(
                        100,
                        List.of(
                                insert("10ms", 20, 30, "\"n\":1,\"t\":4"),
                                insert("20ms", 20, 40, "\"n\":1,\"t\":4"),
                                insert("60ms", 0, 60, "\"n\":4,\"t\":15")),
                        "all end at once")
                .rows(0, "nothing is kept")
                .waiting("0/0", "nothing waits")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_ends_at_one_time_ends_in_order() {
        return table("resolutions: [10ms, 20ms, 40ms], compute: {n: count()}")
                .in(5, event(1), "makes that all three are there when the last parts end")
                .watermark(
                        20,
                        List.of(insert("10ms", 0, 10, "\"n\":1"), insert("20ms", 0, 20, "\"n\":1")),
                        "the longest waits")
                .in(35, event(1), "the last part of the longest; the middle one that has it is not there yet")
                .watermark(
                        40,
                        List.of(
                                insert("10ms", 30, 40, "\"n\":1"),
                                insert("20ms", 20, 40, "\"n\":1"),
                                insert("40ms", 0, 40, "\"n\":2")),
                        "each is given to the next before that is told")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> groups_and_negative_times() {
        return table("by: v, resolutions: [10ms, 20ms], offset: 5ms, compute: {n: count()}")
                .in(-16, event("\"a\""), "in [-25, -15), of [-35, -15)")
                .in(-15, event("\"a\""), "in the next of both")
                .in(-15, event("\"b\""), "another group")
                .watermark(
                        -15,
                        List.of(
                                "insert {\"v\":\"a\",\"resolution\":\"10ms\",\"windowStart\":-25,\"windowEnd\":-15,\"n\":1,\"filled\":false,\"pane\":0}",
                                "insert {\"v\":\"a\",\"resolution\":\"20ms\",\"windowStart\":-35,\"windowEnd\":-15,\"n\":1,\"filled\":false,\"pane\":0}"),
                        "before 1970")
                .describes(
                        "\"a\"",
                        "[{\"v\":\"a\",\"resolution\":\"10ms\",\"windowStart\":-15,\"windowEnd\":-5,\"n\":1,\"filled\":false,\"pane\":0}]",
                        "what is kept of a")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> days_of_a_zone() {
        return table("resolutions: [12h, 1d], zone: Europe/Paris, compute: {n: count()}")
                .times("iso8601")
                // 2025-03-30 has 23 hours, 2025-10-26 has 25.
                .in(1743289200000L, event(1), "2025-03-30T00:00 in Paris")
                .in(1743371999999L, event(1), "its last instant, 23 hours later")
                .watermark(
                        1743372000000L,
                        List.of(
                                "insert {\"resolution\":\"12h\",\"windowStart\":\"2025-03-29T23:00:00Z\",\"windowEnd\":\"2025-03-30T11:00:00Z\",\"n\":1,\"filled\":false,\"pane\":0}",
                                "insert {\"resolution\":\"12h\",\"windowStart\":\"2025-03-30T11:00:00Z\",\"windowEnd\":\"2025-03-30T22:00:00Z\",\"n\":1,\"filled\":false,\"pane\":0}",
                                "insert {\"resolution\":\"1d\",\"windowStart\":\"2025-03-29T23:00:00Z\",\"windowEnd\":\"2025-03-30T22:00:00Z\",\"n\":2,\"filled\":false,\"pane\":0}"),
                        "a day of 23 hours, its second half of 11")
                .in(1761429600000L, event(1), "2025-10-26T00:00 in Paris")
                .in(1761519599999L, event(1), "its last instant, 25 hours later")
                .watermark(
                        1761519600000L,
                        List.of(
                                "insert {\"resolution\":\"12h\",\"windowStart\":\"2025-10-25T22:00:00Z\",\"windowEnd\":\"2025-10-26T10:00:00Z\",\"n\":1,\"filled\":false,\"pane\":0}",
                                "insert {\"resolution\":\"12h\",\"windowStart\":\"2025-10-26T22:00:00Z\",\"windowEnd\":\"2025-10-26T23:00:00Z\",\"n\":1,\"filled\":false,\"pane\":0}",
                                "insert {\"resolution\":\"1d\",\"windowStart\":\"2025-10-25T22:00:00Z\",\"windowEnd\":\"2025-10-26T23:00:00Z\",\"n\":2,\"filled\":false,\"pane\":0}"),
                        "a day of 25 hours, whose third part has one")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_gap_with_previous() {
        return table("resolutions: [10ms, 20ms], fill: previous, compute: {n: count(), t: avg(v)}")
                .in(5, event(4), "the first")
                .watermark(
                        30,
                        List.of(insert("10ms", 0, 10, "\"n\":1,\"t\":4"), insert("20ms", 0, 20, "\"n\":1,\"t\":4")),
                        "nobody knows whether more will come")
                .in(35, event(6), "there was a gap")
                .watermark(
                        40,
                        List.of(
                                filled("10ms", 10, 20, "\"n\":1,\"t\":4"),
                                filled("10ms", 20, 30, "\"n\":1,\"t\":4"),
                                insert("10ms", 30, 40, "\"n\":1,\"t\":6"),
                                insert("20ms", 20, 40, "\"n\":1,\"t\":6")),
                        "it repeats the last values; the longer windows have no gap")
                .rows(2, "the last window of each resolution is kept, for a gap may follow")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_gap_with_zero() {
        return table("resolutions: 10ms, fill: zero, compute: {n: count(), t: avg(v)}")
                .in(5, event(4), "the first")
                .in(25, event("null"), "an event without a value")
                .watermark(
                        30,
                        List.of(
                                insert("10ms", 0, 10, "\"n\":1,\"t\":4"),
                                filled("10ms", 10, 20, "\"n\":0,\"t\":0"),
                                insert("10ms", 20, 30, "\"n\":1,\"t\":null")),
                        "zero in the gap, null where events have nothing")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_gap_with_a_line() {
        return table("resolutions: 10ms, fill: linear, compute: {t: avg(v)}")
                .in(5, event(4), "the first")
                .watermark(20, List.of(insert("10ms", 0, 10, "\"t\":4")), "the line has no other end yet")
                .in(45, event(5), "three windows are between")
                .watermark(
                        50,
                        List.of(
                                filled("10ms", 10, 20, "\"t\":4.25"),
                                filled("10ms", 20, 30, "\"t\":4.5"),
                                filled("10ms", 30, 40, "\"t\":4.75"),
                                insert("10ms", 40, 50, "\"t\":5")),
                        "a quarter of the way each")
                .in(75, event("null"), "nothing to draw a line to")
                .watermark(
                        80,
                        List.of(
                                filled("10ms", 50, 60, "\"t\":null"),
                                filled("10ms", 60, 70, "\"t\":null"),
                                insert("10ms", 70, 80, "\"t\":null")),
                        "null")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_gap_without_fill_or_too_long_stays() {
        return table("resolutions: 1ms, fill: zero, compute: {n: count()}")
                .in(0, event(1), "the first")
                .in(10_002, event(1), "10,001 windows are between")
                .watermark(
                        20_000,
                        List.of(insert("1ms", 0, 1, "\"n\":1"), insert("1ms", 10_002, 10_003, "\"n\":1")),
                        "the gap stays")
                .evicted("evicted-max-filled 1", "and is counted")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> derived_values() {
        return table("resolutions: 10ms, compute: {t: sum(v)}, derive: {change: delta(t), pace: rate(t),"
                        + " smooth: \"movingAverage(t, 3)\", total: cumulative(t)}")
                .in(0, event(1), "the first")
                .in(10, event(4), "the second")
                .in(20, event("null"), "without a value")
                .in(30, event("2.5"), "behind that")
                .in(60, event(3), "behind a gap")
                .inOrder(
                        100,
                        List.of(
                                insert("10ms", 0, 10, "\"t\":1,\"change\":null,\"pace\":null,\"smooth\":1,\"total\":1"),
                                insert("10ms", 10, 20, "\"t\":4,\"change\":3,\"pace\":300,\"smooth\":2.5,\"total\":5"),
                                insert(
                                        "10ms",
                                        20,
                                        30,
                                        "\"t\":null,\"change\":null,\"pace\":null,\"smooth\":2.5,\"total\":5"),
                                insert(
                                        "10ms",
                                        30,
                                        40,
                                        "\"t\":2.5,\"change\":null,\"pace\":null,\"smooth\":3.25,\"total\":7.5"),
                                insert(
                                        "10ms",
                                        60,
                                        70,
                                        "\"t\":3,\"change\":0.5,\"pace\":16.666666666666667,\"smooth\":2.75,\"total\":10.5")),
                        "of the results before, whatever lies between; without a value before there is no difference")
                .rows(2, "two results before the next one are needed for a mean of three")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> derived_of_filled_ones() {
        return table(
                        "resolutions: 10ms, fill: linear, compute: {t: sum(v)}, derive: {change: delta(t), total: cumulative(t)}")
                .in(0, event(1), "the first")
                .in(20, event(3), "a gap is between")
                .inOrder(
                        100,
                        List.of(
                                insert("10ms", 0, 10, "\"t\":1,\"change\":null,\"total\":1"),
                                filled("10ms", 10, 20, "\"t\":2,\"change\":1,\"total\":3"),
                                insert("10ms", 20, 30, "\"t\":3,\"change\":1,\"total\":6")),
                        "a filled window is a result as any other")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> late_events_correct_all_resolutions() {
        return table(
                        "resolutions: [10ms, 20ms], compute: {t: sum(v)}, derive: {total: cumulative(t)}, late: {within: 15ms}")
                .in(5, event(1), "the first")
                .in(12, event(2), "the second")
                .watermark(
                        20,
                        List.of(
                                insert("10ms", 0, 10, "\"t\":1,\"total\":1"),
                                insert("10ms", 10, 20, "\"t\":2,\"total\":3"),
                                insert("20ms", 0, 20, "\"t\":3,\"total\":3")),
                        "told")
                .in(
                        3,
                        event(4),
                        List.of(
                                result("update", "10ms", 0, 10, "\"t\":5,\"total\":5,\"filled\":false,\"pane\":1"),
                                result("update", "10ms", 10, 20, "\"t\":2,\"total\":7,\"filled\":false,\"pane\":1"),
                                result("update", "20ms", 0, 20, "\"t\":7,\"total\":7,\"filled\":false,\"pane\":1")),
                        "late, in time: its window, the running sum behind it, the longer window")
                .in(3, event(0), NOTHING, "what changes nothing is not told again")
                .watermark(24, NOTHING, "an instant is left")
                .watermark(25, NOTHING, "over")
                .late(9, event(9), "late by 16 of [0, 10)", "the shortest window decides")
                .in(
                        19,
                        event(1),
                        List.of(
                                result("update", "10ms", 10, 20, "\"t\":3,\"total\":8,\"filled\":false,\"pane\":2"),
                                result("update", "20ms", 0, 20, "\"t\":8,\"total\":8,\"filled\":false,\"pane\":2")),
                        "in time for the second")
                .watermark(100, NOTHING, "nothing more")
                .rows(2, "the last of each resolution, for the running sums")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> late_events_while_the_longer_window_is_open() {
        return table("resolutions: [10ms, 20ms], compute: {t: sum(v)}, late: {within: 15ms, mode: retracting}")
                .in(5, event(1), "the first")
                .watermark(10, List.of(insert("10ms", 0, 10, "\"t\":1")), "told, and given to the longer one")
                .in(
                        6,
                        event(2),
                        List.of(
                                result("retract", "10ms", 0, 10, "\"t\":1,\"filled\":false,\"pane\":0"),
                                result("insert", "10ms", 0, 10, "\"t\":3,\"filled\":false,\"pane\":1")),
                        "late: taken back and told anew")
                .watermark(20, List.of(insert("20ms", 0, 20, "\"t\":3")), "the longer one has it, once")
                .watermark(40, NOTHING, "over")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_late_event_in_a_filled_window() {
        return table("resolutions: 10ms, fill: linear, compute: {t: sum(v)}, late: {within: 100ms}")
                .in(0, event(1), "the first")
                .in(40, event(5), "a gap is between")
                .watermark(
                        50,
                        List.of(
                                insert("10ms", 0, 10, "\"t\":1"),
                                filled("10ms", 10, 20, "\"t\":2"),
                                filled("10ms", 20, 30, "\"t\":3"),
                                filled("10ms", 30, 40, "\"t\":4"),
                                insert("10ms", 40, 50, "\"t\":5")),
                        "filled")
                .in(
                        25,
                        event(9),
                        List.of(
                                result("update", "10ms", 10, 20, "\"t\":5,\"filled\":true,\"pane\":1"),
                                result("update", "10ms", 20, 30, "\"t\":9,\"filled\":false,\"pane\":1"),
                                result("update", "10ms", 30, 40, "\"t\":7,\"filled\":true,\"pane\":1")),
                        "two lines instead of one")
                .in(
                        -15,
                        event(3),
                        List.of(insert("10ms", -20, -10, "\"t\":3"), filled("10ms", -10, 0, "\"t\":2")),
                        "a window before the first one")
                .rows(7, "all are kept")
                .watermark(1_000, NOTHING, "over")
                .rows(1, "the last is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> the_beginning_of_a_line_is_kept_while_the_line_may_change() {
        return table("resolutions: 10ms, fill: linear, compute: {t: sum(v)}, late: {within: 30ms}")
                .in(0, event(1), "the first")
                .in(80, event(9), "a long gap is between")
                .watermark(
                        90,
                        List.of(
                                insert("10ms", 0, 10, "\"t\":1"),
                                filled("10ms", 10, 20, "\"t\":2"),
                                filled("10ms", 20, 30, "\"t\":3"),
                                filled("10ms", 30, 40, "\"t\":4"),
                                filled("10ms", 40, 50, "\"t\":5"),
                                filled("10ms", 50, 60, "\"t\":6"),
                                filled("10ms", 60, 70, "\"t\":7"),
                                filled("10ms", 70, 80, "\"t\":8"),
                                insert("10ms", 80, 90, "\"t\":9")),
                        "filled; most of it is past correction by itself")
                .late(59, event(1), "late by 31 of [50, 60)", "over")
                .in(
                        60,
                        event(12),
                        List.of(
                                result("update", "10ms", 10, 20, "\"t\":2.8333333333333333,\"filled\":true,\"pane\":1"),
                                result("update", "10ms", 20, 30, "\"t\":4.6666666666666667,\"filled\":true,\"pane\":1"),
                                result("update", "10ms", 30, 40, "\"t\":6.5,\"filled\":true,\"pane\":1"),
                                result("update", "10ms", 40, 50, "\"t\":8.3333333333333333,\"filled\":true,\"pane\":1"),
                                result("update", "10ms", 50, 60, "\"t\":10.166666666666667,\"filled\":true,\"pane\":1"),
                                result("update", "10ms", 60, 70, "\"t\":12,\"filled\":false,\"pane\":1"),
                                result("update", "10ms", 70, 80, "\"t\":10.5,\"filled\":true,\"pane\":1")),
                        "both lines are new, from their beginnings on")
                .watermark(1_000, NOTHING, "over")
                .rows(1, "the last is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_fails() {
        return table("by: g, resolutions: [10ms, 20ms], compute: {t: sum(v)}")
                .deadLetter(1, "{\"v\":\"x\"}", "sum(v) needs numbers: v is \"x\"", "a text")
                .deadLetter(1, "{\"g\":{}}", "events cannot be grouped by \"g\" here", "an object")
                .deadLetter(
                        Op.RETRACT,
                        1,
                        event(1),
                        "1:1: a time series takes what is new, and this event says retract",
                        "no change")
                .rows(0, "nothing is kept of them")
                .in(1, event("9223372036854775807"), "as much as fits")
                .deadLetter(2, event(1), "does not fit a 64-bit integer", "too much")
                .in(11, event(1), "another short window")
                .watermark(
                        10,
                        List.of(
                                "insert {\"g\":null,\"resolution\":\"10ms\",\"windowStart\":0,\"windowEnd\":10,\"t\":9223372036854775807,\"filled\":false,\"pane\":0}"),
                        "as it was")
                .tests();
    }
}
