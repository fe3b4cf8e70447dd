package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A step that computes other values from now on: those that it had before go on, the new ones begin empty. */
class AggregateChangesTest {

    private static final List<String> NOTHING = List.of();

    private static String step(String window, String compute, String rest) {
        return "aggregate:\n  by: k\n  window: {" + window + "}\n  compute: {" + compute + "}\n" + rest;
    }

    private static String event(String x) {
        return "{\"k\":1,\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> a_value_more_and_one_less() {
        String window = "tumbling: 10s";
        return KeyedTable.of(step(window, "n: count(), s: sum(x), names: first(x)", ""))
                .in(1_000, event("5"), "")
                .in(2_000, event("7"), "")
                .becomes(
                        step(window, "most: max(x), s: sum(x), n: count()", ""),
                        "first is gone, max begins, the rest moves")
                .rows(1, "the row is there")
                .describes(
                        "1",
                        "[{\"k\":1,\"windowStart\":0,\"windowEnd\":10000,\"most\":null,\"s\":12,\"n\":2,\"pane\":0}]",
                        "nothing was seen of max yet")
                .in(3_000, event("6"), "")
                .becomes(step(window, "s: sum(x), n: count(), most: max(x), all: collect(x)", ""), "another change")
                .in(4_000, event("1"), "")
                .watermark(
                        10_000,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":10000,\"s\":19,\"n\":4,\"most\":6,\"all\":[1],\"pane\":0}"),
                        "sum and count have all four, max what came since the first change, collect since the second")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sums_of_many_digits_and_texts() {
        String window = "tumbling: 10s";
        return KeyedTable.of(step(window, "s: sum(x), t: max(string(x))", "  late: {within: 5s}\n"))
                .in(1_000, event("123456789012345678901234567890.5"), "a sum with a tail")
                .in(1_500, event("0.25"), "")
                .watermark(
                        10_000,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":10000,\"s\":123456789012345678901234567890.75,\"t\":\"1.2345678901234568E29\",\"pane\":0}"),
                        "told in the old form")
                .becomes(
                        step(window, "a: min(x), s: sum(x), t: max(string(x))", "  late: {within: 5s}\n"),
                        "one in front")
                .in(
                        2_000,
                        event("2"),
                        List.of(
                                "update {\"k\":1,\"windowStart\":0,\"windowEnd\":10000,\"a\":2,\"s\":123456789012345678901234567892.75,\"t\":\"2\",\"pane\":1}"),
                        "the pane goes on, and so does the window's patience")
                .watermark(15_000, NOTHING, "")
                .rows(0, "its timer was kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sessions_and_their_borders() {
        String window = "session: 10s";
        return KeyedTable.of(step(window, "n: count()", "  late: {within: 1m}\n  ttl: 1h\n"))
                .in(0, event("1"), "")
                .in(20_000, event("2"), "")
                .watermark(
                        10_001,
                        List.of("insert {\"k\":1,\"windowStart\":0,\"windowEnd\":0,\"n\":1,\"pane\":0}"),
                        "the first is told")
                .becomes(step(window, "s: sum(x), n: count()", "  late: {within: 1m}\n  ttl: 1h\n"), "")
                .in(
                        10_000,
                        event("4"),
                        "a bridge: both have their borders still; what was told of the first is replaced when it closes")
                .watermark(
                        30_001,
                        List.of("update {\"k\":1,\"windowStart\":0,\"windowEnd\":20000,\"s\":4,\"n\":3,\"pane\":1}"),
                        "one session of three")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> pieces_and_points() {
        return Stream.of("hopping: 20s, every: 10s", "lookback: 20s").flatMap(window -> {
            boolean hops = window.startsWith("hopping");
            return KeyedTable.of(step(window, "n: count()", ""))
                    .in(1_000, event("1"), "")
                    .in(2_000, event("2"), "")
                    .becomes(step(window, "n: count(), s: sum(x)", ""), "")
                    .in(3_000, event("4"), "")
                    .watermark(
                            10_000,
                            hops
                                    ? List.of(
                                            "insert {\"k\":1,\"windowStart\":-10000,\"windowEnd\":10000,\"n\":3,\"s\":4,\"pane\":0}")
                                    : List.of(
                                            "insert {\"k\":1,\"windowStart\":-19000,\"windowEnd\":1000,\"n\":1,\"s\":null,\"pane\":0}",
                                            "insert {\"k\":1,\"windowStart\":-18000,\"windowEnd\":2000,\"n\":2,\"s\":null,\"pane\":0}",
                                            "insert {\"k\":1,\"windowStart\":-17000,\"windowEnd\":3000,\"n\":3,\"s\":4,\"pane\":0}"),
                            "old and new pieces together")
                    .tests();
        });
    }
}
