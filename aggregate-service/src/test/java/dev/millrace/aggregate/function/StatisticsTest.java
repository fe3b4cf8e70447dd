package dev.millrace.aggregate.function;

import dev.millrace.aggregate.function.FunctionTable.Row;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Conditions behind a function; variance, standard deviation, correlation; the value beside an extreme. */
class StatisticsTest {

    @TestFactory
    Stream<DynamicTest> where() {
        return FunctionTable.tests(List.of(
                new Row("1/1 2/3 4/5", "sum(x).where(y > 2)", "6", "two of three"),
                new Row("1/null 2/- 4/5", "sum(x).where(y > 2)", "4", "missing and null do not fulfil a condition"),
                new Row("1/1", "sum(x).where(y > 2)", "null", "a sum of nothing"),
                new Row("\"a\"/1 2/3", "sum(x).where(y > 2)", "2", "what is left out need not be a number"),
                new Row("1/1 2/3 4/5", "count().where(y > 2)", "2", "events"),
                new Row("-/3 2/3 null/5", "count(x).where(y > 2)", "1", "events with a value"),
                new Row("1/3 7/3 7/1", "countIf(x > 5).where(y > 2)", "1", "two conditions"),
                new Row("1/1 2/3", "first(x) . where( y > 2 )", "2", "with spaces"),
                new Row("1/true 2/false", "last(x).where(y)", "1", "a bare field")));
    }

    @TestFactory
    Stream<DynamicTest> failures_of_where() {
        return FunctionTable.step("sum(x).where(10 / y > 1)")
                .in(1, "{\"x\":1,\"y\":5}", "fulfilled")
                .deadLetter(1, "{\"x\":1,\"y\":0}", "4:25: division by zero; y is 0", "not the same as not fulfilled")
                .deadLetter(1, "{\"x\":true,\"y\":5}", "4:13: sum(x) needs numbers: x is true", "as without where")
                .watermark(1_000, FunctionTable.result("1"), "one event")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_was_filtered_is_taken_back_by_the_same_condition() {
        return KeyedTable.of("aggregate: {window: {tumbling: 1s}, compute: {r: sum(x).where(y), n: count().where(y)}}")
                .in(1, "{\"x\":5,\"y\":true}", "counts")
                .in(1, "{\"x\":7,\"y\":false}", "does not")
                .in(1, "{\"x\":9,\"y\":true}", "counts")
                .retract(1, "{\"x\":7,\"y\":false}", List.of(), "did not count")
                .retract(1, "{\"x\":5,\"y\":true}", List.of(), "counted")
                .watermark(
                        1_000,
                        List.of("insert {\"windowStart\":0,\"windowEnd\":1000,\"r\":9,\"n\":1,\"pane\":0}"),
                        "one is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> variance_and_deviation() {
        return FunctionTable.tests(List.of(
                new Row("null -", "variance(x)", "null", "of nothing"),
                new Row("5", "variance(x)", "null", "of one"),
                new Row("5 null", "stddev(x)", "null", "null is not a zero"),
                new Row("2 4 4 4 5 5 7 9", "variance(x)", "4.5714285714285714", "32 / 7"),
                new Row("9 7 5 5 4 4 4 2", "variance(x)", "4.5714285714285714", "the other way round"),
                new Row("1 2 3", "stddev(x)", "1", "a root that is whole"),
                new Row("1 2 3 4", "stddev(x)", "1.2909944487358056", "the root of 5 / 3"),
                new Row("-1.5 1.50", "variance(x)", "4.5", "decimals around zero"),
                new Row("7 7 7", "stddev(x)", "0", "no spread"),
                new Row("1 2 3", "variance(x * 2)", "4", "an expression"),
                new Row(
                        "1000000000000000001 1000000000000000003",
                        "variance(x)",
                        "2",
                        "what is lost in squares of doubles is not lost"),
                new Row("1e300 -1e300", "variance(x)", "2E+600", "past the range of a double"),
                new Row("1e-300 3e-300", "stddev(x)", "1.414213562373095E-300", "and below it")));
    }

    @TestFactory
    Stream<DynamicTest> what_correlation_is() {
        return FunctionTable.tests(List.of(
                new Row("null/1 1/-", "correlation(x, y)", "null", "no pair"),
                new Row("1/2", "correlation(x, y)", "null", "one pair"),
                new Row("1/2 1/3", "correlation(x, y)", "null", "x never changes"),
                new Row("1/10 2/20 3/30", "correlation(x, y)", "1", "on a rising line, exactly"),
                new Row("0.1/-1 0.2/-2 0.3/-3", "correlation(x, y)", "-1", "on a falling one"),
                new Row("1/1 2/3 3/2 null/9 9/null", "correlation(x, y)", "0.5", "three pairs"),
                new Row("1/1 2/0 3/1", "correlation(x, y)", "0", "none"),
                new Row("1/1 2/3 3/3", "correlation(x, y)", "0.86602540378443865", "half the root of 3"),
                new Row("1e100/1 2e100/2", "correlation(x, y)", "1", "large ones")));
    }

    @TestFactory
    Stream<DynamicTest> wrong_kinds() {
        return KeyedTable.of("aggregate: {window: {tumbling: 1s}, compute: {r: variance(x), c: 'correlation(x, y)'}}")
                .deadLetter(1, "{\"x\":\"5\"}", "variance(x) needs numbers: x is \"5\"", "a text of digits")
                .deadLetter(1, "{\"x\":1,\"y\":[1]}", "correlation(x, y) needs numbers: y is [1]", "a list")
                .deadLetter(1, "{\"x\":9223372036854775808}", "does not fit a 64-bit integer", "no integer of ours")
                .in(1, "{\"x\":1,\"y\":1}", "a number")
                .in(1, "{\"x\":2,\"y\":3}", "another")
                .retract(1, "{\"x\":1,\"y\":1}", List.of(), "taken back")
                .in(1, "{\"x\":4,\"y\":5}", "a third")
                .watermark(
                        1_000,
                        List.of("insert {\"windowStart\":0,\"windowEnd\":1000,\"r\":2,\"c\":1,\"pane\":0}"),
                        "of 2 and 4")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> value_beside_an_extreme() {
        return FunctionTable.tests(List.of(
                new Row("\"a\"/null \"b\"/-", "maxBy(x, y)", "null", "nothing to order by"),
                new Row("\"a\"/1 \"b\"/3 \"c\"/2", "maxBy(x, y)", "\"b\"", "beside the greatest"),
                new Row("\"a\"/1 \"b\"/-3.5 \"c\"/-3", "minBy(x, y)", "\"b\"", "beside the least"),
                new Row("{\"a\":1}/1.0 2/1", "maxBy(x, y)", "{\"a\":1}", "ties: the earliest, as its bytes stand"),
                new Row("null/2 1/1", "maxBy(x, y)", "null", "its value is null"),
                new Row("-/2 1/1", "maxBy(x, y)", "null", "its value is missing"),
                new Row("1/\"b\" 2/\"\\u0062c\"", "maxBy(x, y)", "2", "by text"),
                new Row("1/5 22/3 3/4", "minBy(x + 1, y)", "23", "an expression")));
    }

    @TestFactory
    Stream<DynamicTest> ties_and_kinds_beside_an_extreme() {
        return FunctionTable.step("maxBy(x, y)")
                .in(5, "{\"x\":\"five\",\"y\":1}", "alone")
                .in(3, "{\"x\":\"three\",\"y\":1.0}", "as great, earlier")
                .in(3, "{\"x\":\"three again\",\"y\":1}", "as great, as early: the first that arrived stays")
                .in(4, "{\"x\":\"less\",\"y\":0}", "less")
                .deadLetter(4, "{\"x\":1,\"y\":\"a\"}", "maxBy(x, y) needs numbers, as its group has numbers", "mixed")
                .deadLetter(4, "{\"x\":1,\"y\":true}", "4:18: maxBy(x, y) needs numbers or texts: y is true", "neither")
                .deadLetter(Op.RETRACT, 4, "{\"x\":1,\"y\":1}", "maxBy cannot take back an event", "no way back")
                .watermark(1_000, FunctionTable.result("\"three\""), "the earliest of the greatest")
                .tests();
    }
}
