package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is computed, from literals to the last digit. */
class AggregateFunctionsTest {

    private static KeyedTable table(String compute) {
        return KeyedTable.of("aggregate:\n  window: {tumbling: 1s}\n  compute: {" + compute + "}\n");
    }

    private static List<String> result(String values) {
        return List.of("insert {\"windowStart\":0,\"windowEnd\":1000," + values + ",\"pane\":0}");
    }

    /** Values of x, the function, the result. */
    private record Row(String values, String function, String result, String reason) {}

    private static final List<Row> ROWS = List.of(
            new Row("1 null - 3", "count()", "4", "all events"),
            new Row("1 null - 3 \"a\" {} [] false", "count(x)", "6", "where it is there and not null"),
            new Row("1 null - 3", "countIf(x > 1)", "1", "missing and null do not fulfil a condition"),
            new Row("true false null -", "countIf(x)", "1", "a bare condition"),
            new Row("1 2 3", "sum(x)", "6", "integers"),
            new Row("null -", "sum(x)", "null", "of nothing"),
            new Row("null 5 -", "sum(x)", "5", "nothing beside something"),
            new Row("0.1 0.2", "sum(x)", "0.3", "exact, not 0.30000000000000004"),
            new Row("0.1 1 -1.1", "sum(x)", "0", "a zero has no fraction"),
            new Row("1.10 2.20", "sum(x)", "3.3", "no zeros at the end"),
            new Row("1e2 1", "sum(x)", "101", "an exponent"),
            new Row("1e30 1", "sum(x)", "1000000000000000000000000000001", "31 digits, written plainly"),
            new Row("999999999999999999.5 0.5", "sum(x)", "1000000000000000000", "past 18 digits and back"),
            new Row("1e-10 1e10", "sum(x)", "10000000000.0000000001", "far apart"),
            new Row("9223372036854775807 0.5", "sum(x)", "9223372036854775807.5", "the greatest integer and a half"),
            new Row("5e-20 5e-20 1", "sum(x)", "1.0000000000000000001", "finer than a compact form allows"),
            new Row("1 2", "sum(x * 2)", "6", "an expression"),
            new Row("0.1 0.2", "sum(x * 1.0)", "0.3", "an expression's decimals by their shortest text"),
            new Row("1 null -", "sum(x + 1)", "2", "an expression without a value is skipped"),
            new Row("1 2", "avg(x)", "1.5", "a mean"),
            new Row("1 1 2", "avg(x)", "1.3333333333333333", "17 digits"),
            new Row("1 2 2", "avg(x)", "1.6666666666666667", "rounded"),
            new Row("null -", "avg(x)", "null", "of nothing"),
            new Row("2.0 4.0 null", "avg(x)", "3", "null is not a zero"),
            new Row("3 1 2", "min(x)", "1", "least"),
            new Row("3 1 2", "max(x)", "3", "greatest"),
            new Row("1.5 1 0.99", "min(x)", "0.99", "across integers and decimals"),
            new Row("-1 -2.50", "min(x)", "-2.5", "below zero, in the one spelling"),
            new Row(
                    "9223372036854775807 9223372036854775806.9",
                    "min(x)",
                    "9223372036854775806.9",
                    "not through double"),
            new Row("\"b\" \"a\" null", "min(x)", "\"a\"", "texts"),
            new Row("\"a\" \"ab\" \"\"", "max(x)", "\"ab\"", "the longer of equal beginnings"),
            new Row("\"\\u0062\" \"b\" \"\\u0061\"", "max(x)", "\"b\"", "by text, not by spelling"),
            new Row("\"\\uD83D\\uDE00\" \"\\uFFFD\"", "max(x)", "\"😀\"", "by code point, not by UTF-16 unit"),
            new Row("\"\\n\" \"!\"", "min(x)", "\"\\n\"", "a line end is before a mark"),
            new Row("null -", "max(x)", "null", "of nothing"),
            new Row("{\"a\":1} 2", "first(x)", "{\"a\":1}", "any value as its bytes stand"),
            new Row("1.50 null -", "last(x)", "1.50", "a number as it was written; null is skipped"),
            new Row("- null", "first(x)", "null", "of nothing"),
            new Row("1 2", "last(string(x) + '!')", "\"2!\"", "an expression"));

    @TestFactory
    Stream<DynamicTest> each_function() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : ROWS) {
            KeyedTable table = table("r: " + (row.function.contains("'") ? "\"" + row.function + "\"" : row.function));
            long time = 0;
            for (String value : row.values.split(" ")) {
                table.in(time++, value.equals("-") ? "{\"y\":1}" : "{\"x\":" + value + "}", row.reason);
            }
            table.watermark(1_000, result("\"r\":" + row.result), row.function + " of " + row.values);
            tests.addAll(table.tests().toList());
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> first_and_last_by_time() {
        return table("f: first(x), l: last(x)")
                .in(5, "{\"x\":\"five\"}", "alone")
                .in(3, "{\"x\":\"three\"}", "earlier")
                .in(3, "{\"x\":\"three again\"}", "equally early: the first that arrived stays")
                .in(7, "{\"x\":\"seven\"}", "later")
                .in(7, "{\"x\":\"seven again\"}", "equally late: the last that arrived")
                .in(1, "{\"x\":null}", "null is nobody's first")
                .watermark(1_000, result("\"f\":\"three\",\"l\":\"seven again\""), "by event time")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_fails_leaves_the_row_as_it_was() {
        return table("a: min(s), n: count(), t: sum(x), l: last(s), u: sum(d)")
                .deadLetter(1, "{\"s\":\"aa\",\"x\":true}", "sum(x) needs numbers: x is true", "no row came of it")
                .in(1, "{\"s\":\"a\",\"x\":9223372036854775807,\"d\":1e33}", "the greatest integer, 34 digits")
                .deadLetter(
                        2,
                        "{\"s\":\"longer than before\",\"x\":1}",
                        "3:43: sum(x): the sum with 1 does not fit a 64-bit integer",
                        "one more is a failure after others had changed")
                .deadLetter(
                        2,
                        "{\"s\":\"0\",\"d\":0.1}",
                        "3:66: sum(d): the sum with 0.1 has more than 34 digits",
                        "more digits than are held")
                .deadLetter(2, "{\"s\":7}", "3:20: min(s) needs texts, as its group has texts already: s is 7", "kinds")
                .deadLetter(2, "{\"s\":{}}", "min(s) needs numbers or texts: s is {}", "an object")
                .deadLetter(2, "{\"x\":\"5\"}", "sum(x) needs numbers: x is \"5\"", "a text of digits")
                .deadLetter(
                        2,
                        "{\"x\":9223372036854775808}",
                        "sum(x): 9223372036854775808 does not fit a 64-bit integer",
                        "no integer of ours")
                .deadLetter(2, "{\"x\":1.2345678901234567890123456789012345}", "has more than 34 digits", "35 digits")
                .in(3, "{\"s\":\"b\",\"x\":-7,\"d\":-1e33}", "goes on from what was")
                .watermark(
                        1_000,
                        result("\"a\":\"a\",\"n\":2,\"t\":9223372036854775800,\"l\":\"b\",\"u\":0"),
                        "as if the failures had not been")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> failures_of_expressions() {
        return table("c: countIf(10 / x > 1), m: max(string(x))")
                .in(1, "{\"x\":5}", "fulfilled")
                .deadLetter(2, "{\"x\":0}", "3:27: division by zero; x is 0", "not the same as not fulfilled")
                .in(3, "{}", "missing is not fulfilled")
                .watermark(1_000, result("\"c\":1,\"m\":\"5\""), "one of two")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> many_tails_in_one_row() {
        return table("a: first(x), b: min(x), c: sum(y), d: last(x), e: max(x)")
                .in(5, "{\"x\":\"mmm\",\"y\":1e20}", "all have one")
                .in(4, "{\"x\":\"a\",\"y\":1}", "first and min get shorter")
                .in(9, "{\"x\":\"zzzzzzzzz\",\"y\":-1e20}", "last and max get longer, the sum needs none")
                .watermark(
                        1_000,
                        result("\"a\":\"a\",\"b\":\"a\",\"c\":1,\"d\":\"zzzzzzzzz\",\"e\":\"zzzzzzzzz\""),
                        "each its own")
                .tests();
    }

    @Test
    void a_count_and_a_sum_are_small() {
        org.assertj.core.api.Assertions.assertThat(
                        table("n: count(), t: sum(x)").in(0, "{\"x\":1}", "").bytesPerRow())
                .isLessThanOrEqualTo(8 + 34);
    }
}
