package dev.millrace.aggregate.function;

import dev.millrace.aggregate.function.FunctionTable.Row;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Medians, percentiles and histograms while they are exact. */
class QuantilesTest {

    @TestFactory
    Stream<DynamicTest> percentiles() {
        return FunctionTable.tests(List.of(
                new Row("null -", "median(x)", "null", "of nothing"),
                new Row("7 null", "median(x)", "7", "of one"),
                new Row("7", "percentile(x, 0.99)", "7", "any percentile of one"),
                new Row("3 1 2", "median(x)", "2", "the middle"),
                new Row("4 1 3 2", "median(x)", "2.5", "between the two in the middle"),
                new Row("1 2 2 2 9", "median(x)", "2", "equal ones count each"),
                new Row("10 20 30 40", "percentile(x, 0.25)", "17.5", "three quarters of the way from 10 to 20"),
                new Row("10 20 30 40", "percentile(x, 0)", "10", "the least"),
                new Row("10 20 30 40", "percentile(x, 1)", "40", "the greatest"),
                new Row("1 2 3 4 5 6 7 8 9 10 11", "percentile(x, 0.9)", "10", "at a rank, exactly"),
                new Row("-2.50 -1.5 0.1", "median(x)", "-1.5", "decimals below zero"),
                new Row("1 1.0 1.00 5", "median(x)", "1", "one value, whatever its spelling"),
                new Row("0 1", "percentile(x, 0.333)", "0.333", "no binary fraction"),
                new Row("1 2", "median(x * 10)", "15", "an expression"),
                new Row(
                        "9223372036854775807 9223372036854775805",
                        "percentile(x, 1)",
                        "9223372036854775807",
                        "not through double"),
                new Row(
                        "0 1234567890123456789",
                        "median(x)",
                        "617283945061728390",
                        "between two ranks 17 digits are told"),
                new Row("1e-40 1e40 5", "median(x)", "5", "far apart")));
    }

    @TestFactory
    Stream<DynamicTest> percentiles_take_back() {
        return FunctionTable.step("median(x)")
                .in(1, "{\"x\":1}", "one")
                .in(1, "{\"x\":5}", "five")
                .in(1, "{\"x\":9}", "nine")
                .in(1, "{\"x\":9}", "nine again")
                .retract(1, "{\"x\":9.0}", List.of(), "one nine goes")
                .retract(1, "{\"x\":1}", List.of(), "one goes")
                .deadLetter(Op.RETRACT, 1, "{\"x\":1}", "median(x) has not seen the number that is to be", "gone")
                .deadLetter(1, "{\"x\":\"1\"}", "4:16: median(x) needs numbers: x is \"1\"", "a text")
                .deadLetter(1, "{\"x\":1.2345678901234567890123456789012345}", "more than 34 digits", "35 digits")
                .watermark(1_000, FunctionTable.result("7"), "of 5 and 9")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> histograms() {
        return FunctionTable.tests(List.of(
                new Row(
                        "null -",
                        "histogram(x, [10, 100])",
                        "[{\"le\":10,\"count\":0},{\"le\":100,\"count\":0},{\"le\":null,\"count\":0}]",
                        "of nothing"),
                new Row(
                        "10 10.0 10.01 -5 100 101 null 1e30",
                        "histogram(x, [10, 100])",
                        "[{\"le\":10,\"count\":3},{\"le\":100,\"count\":2},{\"le\":null,\"count\":2}]",
                        "bounds are inclusive, each number counts once"),
                new Row(
                        "-1 -2 -1.5 -9223372036854775808",
                        "histogram(x, [-1e30, -1.5, 1e30])",
                        "[{\"le\":-1000000000000000000000000000000,\"count\":0},{\"le\":-1.5,\"count\":3},"
                                + "{\"le\":1000000000000000000000000000000,\"count\":1},{\"le\":null,\"count\":0}]",
                        "bounds between and beyond integers"),
                new Row(
                        "-1.5 -1 0",
                        "histogram(x, [-1.50])",
                        "[{\"le\":-1.5,\"count\":1},{\"le\":null,\"count\":2}]",
                        "one bound, in one spelling")));
    }

    @TestFactory
    Stream<DynamicTest> histograms_take_back() {
        return KeyedTable.of("aggregate:\n  window: {tumbling: 1s}\n  compute:\n    r: histogram(x, [1, 2])\n")
                .in(1, "{\"x\":1}", "first")
                .in(1, "{\"x\":2}", "second")
                .retract(1, "{\"x\":1}", List.of(), "first is empty")
                .deadLetter(Op.RETRACT, 1, "{\"x\":0}", "counted nothing there that could be taken back", "still")
                .deadLetter(1, "{\"x\":false}", "4:18: histogram(x) needs numbers: x is false", "a boolean")
                .watermark(
                        1_000,
                        FunctionTable.result(
                                "[{\"le\":1,\"count\":0},{\"le\":2,\"count\":1},{\"le\":null,\"count\":0}]"),
                        "one")
                .tests();
    }
}
