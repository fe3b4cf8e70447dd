package dev.millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which events belong together, and when they are told. */
class AggregateWindowsTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String window) {
        return KeyedTable.of("aggregate:\n  by: k\n  window: {" + window + "}\n  compute: {n: count()}\n");
    }

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    private static String result(String start, String end, int count) {
        return "insert {\"k\":1,\"windowStart\":\"" + start + "\",\"windowEnd\":\"" + end + "\",\"n\":" + count
                + ",\"pane\":0}";
    }

    @TestFactory
    Stream<DynamicTest> borders() {
        return table("tumbling: 10s")
                .waiting("0/0", "nothing is held yet")
                .in(0, "{\"k\":1}", "the first instant belongs to it")
                .in(9_999, "{\"k\":1}", "so does the last")
                .in(10_000, "{\"k\":1}", "the end belongs to the next")
                .in(5_000, "{\"k\":2}", "another group")
                .waiting("3/4", "three windows of a group, four events")
                .watermark(9_999, NOTHING, "one millisecond is still to come")
                .watermark(
                        10_000,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":10000,\"n\":2,\"pane\":0}",
                                "insert {\"k\":2,\"windowStart\":0,\"windowEnd\":10000,\"n\":1,\"pane\":0}"),
                        "no event before the end is expected: both groups close")
                .waiting("1/1", "the open one")
                .late(9_999, "{\"k\":1}", "late by 1 of [0, 10000)", "within is 0: too late at once")
                .watermark(
                        Long.MAX_VALUE,
                        List.of("insert {\"k\":1,\"windowStart\":10000,\"windowEnd\":20000,\"n\":1,\"pane\":0}"),
                        "the end of input closes all")
                .waiting("0/0", "all is said")
                .late(
                        -5,
                        "{\"k\":1}",
                        "late by " + Long.MAX_VALUE + " of [-10000, 0)",
                        "later than a long can say is as late as it can say")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> before_1970_and_offset() {
        return table("tumbling: 10s, offset: 3s")
                .in(-1, "{\"k\":1}", "in [-7000, 3000)")
                .in(2_999, "{\"k\":1}", "its last instant")
                .in(-7_001, "{\"k\":1}", "in [-17000, -7000)")
                .watermark(
                        -7_000,
                        List.of("insert {\"k\":1,\"windowStart\":-17000,\"windowEnd\":-7000,\"n\":1,\"pane\":0}"),
                        "the earlier one closes")
                .watermark(
                        3_000,
                        List.of("insert {\"k\":1,\"windowStart\":-7000,\"windowEnd\":3000,\"n\":2,\"pane\":0}"),
                        "borders lie 3 s behind the full ten seconds")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> days_in_paris() {
        return table("tumbling: 1d, zone: Europe/Paris")
                .times("iso8601")
                .in(at("2026-03-28T22:59:59.999Z"), "{\"k\":1}", "the last instant of 28 March in Paris")
                .in(at("2026-03-28T23:00:00Z"), "{\"k\":1}", "midnight of the 29th")
                .in(at("2026-03-29T21:59:59.999Z"), "{\"k\":1}", "its last instant: clocks went forward")
                .in(at("2026-03-29T22:00:00Z"), "{\"k\":1}", "the 30th")
                .watermark(
                        at("2026-03-29T22:00:00Z"),
                        List.of(
                                result("2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", 1),
                                result("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 2)),
                        "a day of 24 hours and one of 23")
                .in(at("2026-10-24T22:00:00Z"), "{\"k\":1}", "midnight of 25 October")
                .in(at("2026-10-25T22:59:59.999Z"), "{\"k\":1}", "its last instant: clocks went back")
                .watermark(
                        at("2026-10-25T23:00:00Z"),
                        List.of(
                                result("2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z", 1),
                                result("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 2)),
                        "a day of 25 hours")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> hours_in_paris() {
        return table("tumbling: 6h, zone: Europe/Paris")
                .times("iso8601")
                .in(at("2026-03-29T16:59:59.999Z"), "{\"k\":1}", "the third of 29 March")
                .in(at("2026-03-29T17:00:00Z"), "{\"k\":1}", "the fourth")
                .in(at("2026-03-29T22:00:00Z"), "{\"k\":1}", "the first of the 30th")
                .watermark(
                        at("2026-03-30T04:00:00Z"),
                        List.of(
                                result("2026-03-29T11:00:00Z", "2026-03-29T17:00:00Z", 1),
                                result("2026-03-29T17:00:00Z", "2026-03-29T22:00:00Z", 1),
                                result("2026-03-29T22:00:00Z", "2026-03-30T04:00:00Z", 1)),
                        "the last of a short day ends at midnight, an hour early")
                .in(at("2026-10-25T21:59:59.999Z"), "{\"k\":1}", "the fourth of 25 October")
                .in(at("2026-10-25T22:00:00Z"), "{\"k\":1}", "an hour is left of the day")
                .in(at("2026-10-25T23:00:00Z"), "{\"k\":1}", "the first of the 26th")
                .watermark(
                        at("2026-10-26T05:00:00Z"),
                        List.of(
                                result("2026-10-25T16:00:00Z", "2026-10-25T22:00:00Z", 1),
                                result("2026-10-25T22:00:00Z", "2026-10-25T23:00:00Z", 1),
                                result("2026-10-25T23:00:00Z", "2026-10-26T05:00:00Z", 1)),
                        "a long day has a fifth")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> days_from_half_past_two() {
        return table("tumbling: 1d, offset: 150m, zone: Europe/Paris")
                .times("iso8601")
                .in(at("2026-10-25T00:29:59Z"), "{\"k\":1}", "02:29 for the first time: still the day before")
                .in(at("2026-10-25T00:30:00Z"), "{\"k\":1}", "02:30 for the first time: the border")
                .in(at("2026-10-25T01:10:00Z"), "{\"k\":1}", "02:10 for the second time is behind the border")
                .watermark(
                        at("2026-10-26T01:30:00Z"),
                        List.of(
                                result("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", 1),
                                result("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", 2)),
                        "a border in the repeated hour counts once")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> weeks_from_monday() {
        return table("tumbling: 7d, offset: 4d, zone: Europe/Paris")
                .times("iso8601")
                .in(at("2026-01-04T22:59:59Z"), "{\"k\":1}", "Sunday, 23:59 in Paris")
                .in(at("2026-01-04T23:00:00Z"), "{\"k\":1}", "Monday, 00:00")
                .watermark(
                        at("2026-01-11T23:00:00Z"),
                        List.of(
                                result("2025-12-28T23:00:00Z", "2026-01-04T23:00:00Z", 1),
                                result("2026-01-04T23:00:00Z", "2026-01-11T23:00:00Z", 1)),
                        "1970 began on a Thursday, four days later is a Monday")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> processing_time() {
        return table("tumbling: 10s, time: processing")
                .byClock()
                .in(77_000, "{\"k\":2}", "before anybody looked at the clock it shows 0: in [0, 10000)")
                .clock(
                        12_000,
                        List.of("insert {\"k\":2,\"windowStart\":0,\"windowEnd\":10000,\"n\":1,\"pane\":0}"),
                        "that has ended")
                .clock(12_000, NOTHING, "the clock stands")
                .in(1, "{\"k\":1}", "whenever it happened: it belongs to [10000, 20000)")
                .clock(19_999, NOTHING, "not yet")
                .in(99_000, "{\"k\":1}", "the same window")
                .clock(
                        20_000,
                        List.of("insert {\"k\":1,\"windowStart\":10000,\"windowEnd\":20000,\"n\":2,\"pane\":0}"),
                        "by the clock")
                .in(1, "{\"k\":1}", "never late")
                .tests();
    }

    @Test
    void a_result_is_an_event_of_its_group_at_its_windows_last_instant() {
        List<Event> results = KeyedTable.of(
                        "aggregate:\n  by: [a, b]\n  window: {tumbling: 10s}\n  compute: {n: count()}\n")
                .in(0, "{\"a\":\"x,y\",\"b\":1.0}", "")
                .watermark(10_000, NOTHING, "")
                .emitted();

        assertThat(results).hasSize(1);
        assertThat(results.get(0).timeMillis()).isEqualTo(9_999);
        assertThat(new String(results.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("\"x,y\",1");
    }
}
