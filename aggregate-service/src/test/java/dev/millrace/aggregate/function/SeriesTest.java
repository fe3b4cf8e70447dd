package dev.millrace.aggregate.function;

import dev.millrace.aggregate.function.FunctionTable.Row;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What depends on the times of events: collected values, changes, decayed means. */
class SeriesTest {

    @TestFactory
    Stream<DynamicTest> one_after_the_other() {
        return FunctionTable.tests(List.of(
                new Row("null -", "collect(x)", "[]", "of nothing"),
                new Row(
                        "1.50 null {\"a\":[1]} \"b\" true",
                        "collect(x)",
                        "[1.50,{\"a\":[1]},\"b\",true]",
                        "as they stand"),
                new Row("3 1 2 4", "collect(x, 3)", "[3,1,2]", "the earliest"),
                new Row("3 1", "collect(x * 2)", "[6,2]", "an expression"),
                new Row("null -", "delta(x)", "null", "of nothing"),
                new Row("5", "delta(x)", "0", "of one"),
                new Row("5 null 9 7 -", "delta(x)", "2", "latest less earliest"),
                new Row("0.3 0.1", "delta(x)", "-0.2", "exact, below zero"),
                new Row(
                        "9223372036854775807 -9223372036854775808",
                        "delta(x)",
                        "-18446744073709551615",
                        "past 64 bits"),
                new Row("null -", "rate(x)", "null", "of nothing"),
                new Row("5", "rate(x)", "null", "one time"),
                new Row("5 6 8", "rate(x)", "1500", "3 in 2 milliseconds"),
                new Row("1 0 0 0.5", "rate(x)", "-166.66666666666667", "a half less in 3 milliseconds"),
                new Row("null -", "ewma(x, \"1m\")", "null", "of nothing"),
                new Row("-2.5", "ewma(x, \"1m\")", "-2.5", "of one"),
                new Row("0 6", "ewma(x, \"1ms\")", "4", "one half-life: a third and two thirds"),
                new Row("7 0 0 null", "ewma(x, \"1ms\")", "1", "a quarter of one and three quarters")));
    }

    @TestFactory
    Stream<DynamicTest> collected_by_time() {
        return FunctionTable.step("collect(x, 3)")
                .in(5, "{\"x\":\"five\"}", "alone")
                .in(3, "{\"x\":\"three\"}", "earlier")
                .in(5, "{\"x\":\"five again\"}", "equal: behind")
                .in(7, "{\"x\":\"seven\"}", "too late")
                .in(4, "{\"x\":\"4\"}", "pushes the last out")
                .in(5, "{\"x\":\"late\"}", "as late as the last, behind it")
                .deadLetter(Op.RETRACT, 5, "{\"x\":\"five\"}", "collect cannot take back an event", "no way back")
                .watermark(1_000, FunctionTable.result("[\"three\",\"4\",\"five\"]"), "the three earliest")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_is_collected_is_bounded() {
        String text = "\"" + "v".repeat(65_000) + "\"";
        return KeyedTable.of("aggregate:\n  window: {tumbling: 1s}\n  compute:\n    n: count()\n    r: collect(x, 5)\n")
                .in(4, "{\"x\":" + text + "}", "65 kB")
                .in(3, "{\"x\":" + text + "}", "130 kB")
                .in(2, "{\"x\":" + text + "}", "195 kB")
                .in(1, "{\"x\":" + text + "}", "260 kB")
                .deadLetter(
                        1,
                        "{\"x\":" + text + "}",
                        "5:16: collect(x) would keep more than 256 KiB in one group and window: collect fewer or shorter values",
                        "325 kB")
                .in(0, "{\"x\":1}", "a short one")
                .deadLetter(0, "{\"x\":[" + (text + ",").repeat(5) + "1]}", "more than 256 KiB", "alone too long")
                .watermark(
                        1_000,
                        List.of("insert {\"windowStart\":0,\"windowEnd\":1000,\"n\":5,\"r\":[1" + ("," + text).repeat(4)
                                + "],\"pane\":0}"),
                        "five")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_row_is_bounded() {
        String text = "v".repeat(200_000);
        return KeyedTable.of("aggregate:\n  window: {tumbling: 1s}\n  compute:\n    n: count()\n"
                        + "    a: collectSet(x)\n    b: collectSet(x)\n    c: collectSet(x)\n    d: countDistinct(x)\n")
                .in(1, "{\"x\":\"a" + text + "\"}", "800 kB")
                .deadLetter(
                        2,
                        "{\"x\":\"b" + text + "\"}",
                        "5:19: the values of its group would take more than 1536 KiB in this window: compute fewer of them in one step",
                        "1.6 MB")
                .in(2, "{\"x\":\"a" + text + "\"}", "a known one")
                .describes(
                        "",
                        "[{\"windowStart\":0,\"windowEnd\":1000,\"n\":2,\"a\":[\"a#\"],\"b\":[\"a#\"],\"c\":[\"a#\"],\"d\":1,\"pane\":0}]"
                                .replace("#", text),
                        "as if the failure had not been")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> changes_by_time() {
        return KeyedTable.of("aggregate:\n  window: {tumbling: 1s}\n  compute:\n    d: delta(x)\n    r: rate(x)\n")
                .in(500, "{\"x\":5}", "alone")
                .in(100, "{\"x\":1}", "earlier")
                .in(100, "{\"x\":100}", "as early: the first that arrived stays")
                .in(600, "{\"x\":2}", "later")
                .in(600, "{\"x\":3.5}", "as late: the last that arrived")
                .deadLetter(600, "{\"x\":\"4\"}", "delta(x) needs numbers: x is \"4\"", "a text")
                .deadLetter(Op.RETRACT, 600, "{\"x\":2}", "delta cannot take back an event", "no way back")
                .watermark(
                        1_000,
                        List.of("insert {\"windowStart\":0,\"windowEnd\":1000,\"d\":2.5,\"r\":5,\"pane\":0}"),
                        "from 1 to 3.5 in half a second")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> weights_go_on_from_span_to_span() {
        return FunctionTable.step("ewma(x, \"1ms\")")
                .in(254, "{\"x\":4}", "in the first 256 half-lives")
                .in(256, "{\"x\":0}", "in the next")
                .in(255, "{\"x\":10}", "late, in the first")
                .watermark(1_000, FunctionTable.result("3.4285714285714286"), "a quarter of 4 and half of 10, of 7 / 4")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_is_old_weighs_nothing() {
        return FunctionTable.step("ewma(x, \"1ms\")")
                .in(999, "{\"x\":3}", "the latest")
                .in(998, "{\"x\":0}", "half of it")
                .in(0, "{\"x\":1e30}", "999 half-lives old: forgotten")
                .in(999, "{\"x\":3}", "as late")
                .deadLetter(1, "{\"x\":{}}", "4:14: ewma(x) needs numbers: x is {}", "an object")
                .deadLetter(Op.RETRACT, 1, "{\"x\":1}", "ewma cannot take back an event", "no way back")
                .watermark(1_000, FunctionTable.result("2.4"), "6 of 2.5 weights")
                .tests();
    }
}
