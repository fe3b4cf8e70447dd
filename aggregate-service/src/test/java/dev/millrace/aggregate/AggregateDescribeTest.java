package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is kept of a group, as people who ask are told. */
class AggregateDescribeTest {

    private static KeyedTable table(String by, String rest) {
        return KeyedTable.of(
                "aggregate:\n  " + by + "window: {tumbling: 10ms}\n  compute: {n: count(), s: sum(x)}\n" + rest);
    }

    private static String window(String groups, int start, int count, int sum, int pane) {
        return "{" + groups + "\"windowStart\":" + start + ",\"windowEnd\":" + (start + 10) + ",\"n\":" + count
                + ",\"s\":" + sum + ",\"pane\":" + pane + "}";
    }

    @TestFactory
    Stream<DynamicTest> open_windows() {
        return table("by: k\n  ", "  late: {within: 5ms}\n")
                .describes("\"a\"", "[]", "nothing yet")
                .in(21, "{\"k\":\"a\",\"x\":1}", "a later window")
                .in(1, "{\"k\":\"a\",\"x\":2}", "an earlier one")
                .in(2, "{\"k\":\"a\",\"x\":4}", "again")
                .in(3, "{\"k\":\"b\",\"x\":8}", "another group")
                .in(4, "{\"k\":5,\"x\":16}", "a number")
                .describes(
                        "\"a\"",
                        "[" + window("\"k\":\"a\",", 0, 2, 6, 0) + "," + window("\"k\":\"a\",", 20, 1, 1, 0) + "]",
                        "its windows, the earliest first")
                .describes("5", "[" + window("\"k\":5,", 0, 1, 16, 0) + "]", "a number is not the text")
                .describes("\"5\"", "[]", "the text is not the number")
                .describes("a\"", "[]", "the end of a group's bytes is no group")
                .watermark(
                        10,
                        List.of(
                                "insert " + window("\"k\":\"a\",", 0, 2, 6, 0),
                                "insert " + window("\"k\":\"b\",", 0, 1, 8, 0),
                                "insert " + window("\"k\":5,", 0, 1, 16, 0)),
                        "a window closes")
                .describes(
                        "\"a\"",
                        "[" + window("\"k\":\"a\",", 0, 2, 6, 1) + "," + window("\"k\":\"a\",", 20, 1, 1, 0) + "]",
                        "kept for late events: the next result would be its second")
                .watermark(15, List.of(), "no late events any more")
                .describes("\"a\"", "[" + window("\"k\":\"a\",", 20, 1, 1, 0) + "]", "the first has gone")
                .describes("\"b\"", "[]", "nothing is left of b")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> several_values() {
        return table("by: [k, j]\n  ", "")
                .in(1, "{\"k\":\"a\",\"j\":1.0,\"x\":1}", "two values")
                .describes("\"a\",1", "[" + window("\"k\":\"a\",\"j\":1,", 0, 1, 1, 0) + "]", "in their one spelling")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> one_group_and_what_bounds_keep() {
        return table("", "  maxKeys: 1\n")
                .in(1, "{\"x\":1}", "the group of everything")
                .in(11, "{\"x\":2}", List.of("insert " + window("", 0, 1, 1, 0)), "the first goes")
                .describes("", "[" + window("", 10, 1, 2, 0) + "]", "what is kept of numbers is no window")
                .tests();
    }
}
