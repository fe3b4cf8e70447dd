package dev.millrace.aggregate.function;

import dev.millrace.aggregate.function.FunctionTable.Row;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Different values: counted, ranked, collected; what is one value and what is more than a limit allows. */
class DistinctValuesTest {

    private static final String MIXED = "1 1.0 10e-1 \"1\" true null - false true 2.50 2.5 -0 0 \"\\u0061\" \"a\"";

    @TestFactory
    Stream<DynamicTest> counted() {
        return FunctionTable.tests(List.of(
                new Row("null -", "countDistinct(x)", "0", "of nothing"),
                new Row("7", "countDistinct(x)", "1", "of one"),
                new Row(MIXED, "countDistinct(x)", "7", "1 and 1.0 are one value, \"1\" is another, 0 has no sign"),
                new Row(MIXED, "countDistinct(x, approximate)", "7", "few are counted all but exactly"),
                new Row("null -", "countDistinct(x, approximate)", "0", "of nothing"),
                new Row("1 2 3 1", "countDistinct(x, 3)", "3", "as many as the limit"),
                new Row("1 2 3", "countDistinct(x % 2 == 0)", "2", "an expression"),
                new Row("0.10 1e-1 0.1 -0.1", "countDistinct(x)", "2", "decimals"),
                new Row("1e30 1000000000000000000000000000000.0", "countDistinct(x)", "1", "past 18 digits")));
    }

    @TestFactory
    Stream<DynamicTest> collected() {
        return FunctionTable.tests(List.of(
                new Row("null -", "collectSet(x)", "[]", "of nothing"),
                new Row(MIXED, "collectSet(x)", "[false,true,0,1,2.5,\"1\",\"a\"]", "sorted, in one spelling"),
                new Row(
                        "10 9 -1 -10 0.5 0.25 -0.5 100 -0.25",
                        "collectSet(x)",
                        "[-10,-1,-0.5,-0.25,0.25,0.5,9,10,100]",
                        "numbers by value"),
                new Row("1e40 5 1e-40 -1e40 0", "collectSet(x)", "[-1E+40,0,1E-40,5,1E+40]", "with exponents"),
                new Row(
                        "\"\\uD83D\\uDE00\" \"\\uFFFD\" \"ab\" \"a\" \"\\n\" \"!\" \"\"",
                        "collectSet(x)",
                        "[\"\",\"\\n\",\"!\",\"a\",\"ab\",\"\uFFFD\",\"😀\"]",
                        "texts by code points")));
    }

    @TestFactory
    Stream<DynamicTest> ranked() {
        return FunctionTable.tests(List.of(
                new Row("null -", "topK(x, 3)", "[]", "of nothing"),
                new Row("5", "topK(x, 3)", "[{\"value\":5,\"count\":1}]", "fewer than asked for"),
                new Row(
                        "\"b\" \"a\" 2 1.0 1 10 \"b\"",
                        "topK(x, 4)",
                        "[{\"value\":1,\"count\":2},{\"value\":\"b\",\"count\":2},{\"value\":2,\"count\":1},{\"value\":10,\"count\":1}]",
                        "by count; ties: numbers by value, then texts"),
                new Row(
                        "\"b\" \"a\" 2 1.0 1 10 \"b\"",
                        "topK(x, 4, approximate)",
                        "[{\"value\":1,\"count\":2},{\"value\":\"b\",\"count\":2},{\"value\":2,\"count\":1},{\"value\":10,\"count\":1}]",
                        "exact while there are counters"),
                new Row(
                        "3 1 1 2 2 2 3",
                        "bottomK(x, 2)",
                        "[{\"value\":1,\"count\":2},{\"value\":3,\"count\":2}]",
                        "the least frequent, ties by value"),
                new Row("1 1 2", "topK(x, 1, 2)", "[{\"value\":1,\"count\":2}]", "as many values as the limit")));
    }

    @TestFactory
    Stream<DynamicTest> limits_and_kinds() {
        return FunctionTable.step("countDistinct(x, 2)")
                .deadLetter(1, "{\"x\":{\"a\":1}}", "needs numbers, texts or booleans: x is {\"a\":1}", "an object")
                .deadLetter(1, "{\"x\":[1]}", "4:23: countDistinct(x) needs numbers, texts or booleans", "a list")
                .deadLetter(1, "{\"x\":9223372036854775808}", "does not fit a 64-bit integer", "no integer of ours")
                .in(1, "{\"x\":1}", "one")
                .in(1, "{\"x\":2}", "two")
                .in(1, "{\"x\":1.0}", "one again")
                .deadLetter(
                        1,
                        "{\"x\":3}",
                        "4:23: countDistinct(x) has 2 different values already, its limit in one group and window: a higher limit is a second argument, or countDistinct(x, approximate) counts any number of them",
                        "one too many")
                .retract(1, "{\"x\":2}", List.of(), "makes room")
                .in(1, "{\"x\":3}", "for another")
                .deadLetter(Op.RETRACT, 1, "{\"x\":2}", "has not seen the value that is to be taken back", "gone")
                .watermark(1_000, FunctionTable.result("2"), "1 and 3")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_ranks_and_sets_take_back() {
        return KeyedTable.of(
                        "aggregate:\n  window: {tumbling: 1s}\n  compute:\n    t: topK(x, 2)\n    s: collectSet(x, 3)\n")
                .in(1, "{\"x\":\"long text\"}", "a")
                .in(1, "{\"x\":1}", "b")
                .in(1, "{\"x\":\"long text\"}", "a again")
                .in(1, "{\"x\":2}", "c")
                .deadLetter(1, "{\"x\":3}", "5:19: collectSet(x) has 3 different values already", "one too many")
                .retract(1, "{\"x\":1.0}", List.of(), "b goes, from the middle")
                .retract(1, "{\"x\":\"long text\"}", List.of(), "a once")
                .in(1, "{\"x\":true}", "d")
                .watermark(
                        1_000,
                        List.of("insert {\"windowStart\":0,\"windowEnd\":1000,"
                                + "\"t\":[{\"value\":true,\"count\":1},{\"value\":2,\"count\":1}],"
                                + "\"s\":[true,2,\"long text\"],\"pane\":0}"),
                        "what is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sketches_take_nothing_back_and_refuse_what_is_too_long() {
        return KeyedTable.of("aggregate:\n  window: {tumbling: 1s}\n  compute:\n"
                        + "    t: topK(x, 2, approximate)\n    d: countDistinct(x, approximate)\n")
                .in(1, "{\"x\":\"" + "a".repeat(254) + "\"}", "as long as may be, quotes included")
                .deadLetter(
                        1,
                        "{\"x\":\"" + "a".repeat(255) + "\"}",
                        "4:13: topK(x) approximately takes values of at most 256 bytes: this one has 257",
                        "one too long")
                .deadLetter(1, "{\"x\":{}}", "needs numbers, texts or booleans: x is {}", "an object")
                .deadLetter(Op.RETRACT, 1, "{\"x\":1}", "topK cannot take back an event", "no way back")
                .watermark(
                        1_000,
                        List.of("insert {\"windowStart\":0,\"windowEnd\":1000,\"t\":[{\"value\":\"" + "a".repeat(254)
                                + "\",\"count\":1}],\"d\":1,\"pane\":0}"),
                        "one value")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> bytes_are_bounded() {
        KeyedTable table = FunctionTable.step("countDistinct(x)");
        String text = "v".repeat(65_000);
        for (int i = 0; i < 10; i++) {
            table.in(1, "{\"x\":\"" + i + text + "\"}", "65 kB");
        }
        return table.deadLetter(
                        1,
                        "{\"x\":\"x" + text + "\"}",
                        "countDistinct(x) would keep more than 640 KiB of different values in one group and window",
                        "715 kB would be too many")
                .in(1, "{\"x\":\"5" + text + "\"}", "a known one needs no room")
                .deadLetter(1, "{\"x\":\"" + text.repeat(11) + "\"}", "more than 640 KiB", "too long alone")
                .watermark(1_000, FunctionTable.result("10"), "ten")
                .tests();
    }
}
