package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What events are grouped by. */
class AggregateGroupsTest {

    private static KeyedTable table(String by) {
        return KeyedTable.of("aggregate:\n" + by + "  window: {tumbling: 10ms}\n  compute: {n: count()}\n");
    }

    private static String result(String group, int count) {
        return "insert {" + group + "\"windowStart\":0,\"windowEnd\":10,\"n\":" + count + ",\"pane\":0}";
    }

    @TestFactory
    Stream<DynamicTest> a_field() {
        return table("  by: k\n")
                .in(1, "{\"k\":1}", "a number")
                .in(1, "{\"k\":1.0}", "the same number")
                .in(1, "{\"k\":10e-1}", "the same number")
                .in(1, "{\"k\":\"1\"}", "a text is another group")
                .in(1, "{\"k\":\"\\u0031\"}", "the same text")
                .in(1, "{\"k\":null}", "null is a group")
                .in(1, "{}", "missing is null")
                .in(1, "{\"k\":true}", "a boolean")
                .in(1, "{\"k\":\"a,b\\\"\"}", "comma and quote")
                .in(1, "{\"k\":-0}", "zero")
                .in(1, "{\"k\":0}", "zero")
                .in(1, "{\"k\":12345678901234567890.5}", "more digits than a long")
                .deadLetter(
                        1,
                        "{\"k\":{\"a\":1}}",
                        "2:7: events cannot be grouped by \"k\" here: it is an object; events are grouped by texts, numbers and booleans",
                        "an object")
                .deadLetter(1, "{\"k\":[1]}", "it is an array", "an array")
                .deadLetter(1, "{\"k\":tru}", "1:1: the event is not JSON at byte 5", "half a word")
                .deadLetter(1, "{\"k\":1", "the event is not JSON", "half an event")
                .watermark(
                        10,
                        List.of(
                                result("\"k\":1,", 3),
                                result("\"k\":\"1\",", 2),
                                result("\"k\":null,", 2),
                                result("\"k\":true,", 1),
                                result("\"k\":\"a,b\\\"\",", 1),
                                result("\"k\":0,", 2),
                                result("\"k\":12345678901234567890.5,", 1)),
                        "one result for each")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> nothing() {
        return table("")
                .in(1, "{\"k\":1}", "all")
                .in(2, "{\"k\":2}", "in one")
                .watermark(10, List.of(result("", 2)), "group")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_list() {
        return table("  by: [a, \"b c\"]\n")
                .in(1, "{\"a\":\"x\",\"b c\":1}", "both")
                .in(1, "{\"b c\":1,\"a\":\"x\"}", "in another order")
                .in(1, "{\"a\":\"x\"}", "one is missing")
                .watermark(
                        10,
                        List.of(result("\"a\":\"x\",\"b c\":1,", 2), result("\"a\":\"x\",\"b c\":null,", 1)),
                        "fields in the order of the list")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> named_expressions() {
        return table("  by:\n    land: card.country\n    big: 10 / amount < 1\n")
                .in(1, "{\"card\":{\"country\":\"CH\"},\"amount\":20}", "big")
                .in(1, "{\"card\":{\"country\":\"CH\"},\"amount\":5}", "small")
                .in(1, "{\"card\":{\"country\":\"CH\"}}", "without an amount: null")
                .deadLetter(1, "{\"amount\":0}", "4:13: division by zero; amount is 0", "a failure is no group")
                .watermark(
                        10,
                        List.of(
                                result("\"land\":\"CH\",\"big\":true,", 1),
                                result("\"land\":\"CH\",\"big\":false,", 1),
                                result("\"land\":\"CH\",\"big\":null,", 1)),
                        "three groups")
                .tests();
    }
}
