package dev.millrace.aggregate;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.testkit.KeyedTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Windows of events in the order in which they come: so many of them, or from one that opens to one that closes. */
class ArrivalWindowsTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String window, String rest) {
        return KeyedTable.of(
                "aggregate:\n  by: k\n  window:\n    " + window + "\n  compute: {n: count(), s: sum(x)}\n" + rest);
    }

    /** Results of group 1, each {@code op start end n s pane}. */
    private static List<String> results(String... each) {
        return Arrays.stream(each)
                .map(line -> line.split(" "))
                .map(p -> p[0] + " {\"k\":1,\"windowStart\":" + p[1] + ",\"windowEnd\":" + p[2] + ",\"n\":" + p[3]
                        + ",\"s\":" + p[4] + ",\"pane\":" + p[5] + "}")
                .toList();
    }

    private static String event(int x) {
        return "{\"k\":1,\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> counted() {
        return table("count: 3", "")
                .in(5_000, event(1), "")
                .in(4_000, event(2), "time says nothing about the order")
                .in(9_000, "{\"k\":2,\"x\":1}", "another group counts for itself")
                .watermark(1_000_000, NOTHING, "nothing closes by time")
                .in(
                        -7,
                        event(4),
                        results("insert -7 5000 3 7 0"),
                        "the third one, told from the earliest to the latest")
                .in(1, event(8), "the next window")
                .deadLetter(2, "{\"k\":1,\"x\":\"a\"}", "sum(x) needs numbers", "counts for nothing")
                .in(2, event(16), "")
                .describes("1", "[{\"k\":1,\"windowStart\":1,\"windowEnd\":2,\"n\":2,\"s\":24,\"pane\":0}]", "")
                .in(3, event(32), results("insert 1 3 3 56 0"), "")
                .watermark(Long.MAX_VALUE, NOTHING, "a window that is not full is not told")
                .rows(1, "it waits")
                .deadLetter(
                        dev.millrace.model.event.Op.RETRACT, 3, event(32), "a counted window takes back nothing", "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> the_last_few() {
        return table("{count: 6, every: 2}", "")
                .in(1, event(1), "")
                .in(2, event(2), results("insert 1 2 2 3 0"), "the first two are all there are")
                .in(3, event(4), "")
                .in(4, event(8), results("insert 1 4 4 15 0"), "four")
                .in(5, event(16), "")
                .in(6, event(32), results("insert 1 6 6 63 0"), "six")
                .in(7, event(64), "")
                .describes("1", "[{\"k\":1,\"windowStart\":3,\"windowEnd\":7,\"n\":5,\"s\":124,\"pane\":0}]", "")
                .in(8, event(128), results("insert 3 8 6 252 0"), "the first two are not among the last six")
                .in(9, event(256), "")
                .in(10, event(512), results("insert 5 10 6 1008 0"), "")
                .rows(4, "the piece that takes events and three in the ring")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_sum_too_large_for_the_last_few() {
        return table("{count: 2, every: 1}", "")
                .in(1, "{\"k\":1,\"x\":9223372036854775807}", results("insert 1 1 1 9223372036854775807 0"), "it fits")
                .deadLetter(
                        2,
                        event(1),
                        "{\"k\":1,\"windowStart\":1,\"windowEnd\":2}",
                        "the result is the dead letter; the event counts")
                .in(3, event(2), results("insert 2 3 2 3 0"), "the next one is told, with both")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> the_last_few_with_each_event() {
        return table("{count: 4, every: 1}", "  emit: on-update\n")
                .in(1, event(1), results("insert 1 1 1 1 0"), "")
                .in(2, event(2), results("insert 1 2 2 3 0"), "")
                .in(3, event(4), results("insert 1 3 3 7 0"), "")
                .in(4, event(8), results("insert 1 4 4 15 0"), "")
                .in(5, event(16), results("insert 2 5 4 30 0"), "a moving window of four events")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> counted_and_forgotten() {
        return table("count: 3", "  ttl: 10s\n")
                .in(1_000, event(1), "")
                .watermark(10_999, NOTHING, "")
                .watermark(11_000, results("insert 1000 1000 1 1 0"), "nobody came: what there is is told and goes")
                .evicted("evicted-ttl 1", "")
                .rows(0, "")
                .tests();
    }

    private static KeyedTable visits(String rest) {
        return table("{state: {open: e == \"in\", close: e == \"out\"}" + rest + "}", "");
    }

    private static String visit(String e, int x) {
        return "{\"k\":1,\"e\":\"" + e + "\",\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> opened_and_closed() {
        return visits("")
                .dropped(500, visit("look", 1), DropReason.NO_WINDOW, "nothing is open")
                .in(1_000, visit("in", 2), "opens")
                .in(2_000, event(4), "belongs to it, though the conditions' field is missing")
                .in(3_000, visit("in", 8), "it is open already")
                .watermark(1_000_000, NOTHING, "time closes nothing")
                .in(4_000, visit("out", 16), results("insert 1000 4000 4 30 0"), "closes, itself the last")
                .dropped(5_000, visit("out", 32), DropReason.NO_WINDOW, "nothing is open")
                .in(6_000, visit("in", 64), "the next one")
                .deadLetter(
                        dev.millrace.model.event.Op.RETRACT, 6_000, visit("in", 64), "a state window takes back", "")
                .rows(1, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_fails_opens_and_closes_nothing() {
        return visits("")
                .deadLetter(
                        1_000, "{\"k\":1,\"e\":\"in\",\"x\":\"a\"}", "sum(x) needs numbers", "it would open a window")
                .dropped(2_000, visit("look", 1), DropReason.NO_WINDOW, "and has not")
                .in(3_000, visit("in", 2), "opens")
                .deadLetter(4_000, "{\"k\":1,\"e\":\"out\",\"x\":\"a\"}", "sum(x) needs numbers", "it would close it")
                .in(5_000, "{\"k\":1,\"e\":null,\"x\":4}", "of null no condition is true")
                .in(6_000, visit("out", 8), results("insert 3000 6000 3 14 0"), "closes")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_condition_that_fails() {
        return table("{state: {open: x > 0, close: x > 5}}", "")
                .in(1, event(1), "opens")
                .deadLetter(
                        2,
                        "{\"k\":1,\"x\":\"a\"}",
                        "\">\" does not work on these values; x is \"a\"",
                        "a text is not more or less than a number")
                .in(3, event(7), results("insert 1 3 2 8 0"), "the window is as it was")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> opened_and_forgotten() {
        return table("{state: {open: x > 0, close: x > 5}}", "  ttl: 10s\n")
                .in(1_000, event(1), "opens")
                .in(3_000, event(-1), "touches it")
                .watermark(12_999, NOTHING, "a millisecond is left")
                .watermark(
                        13_000, results("insert 1000 3000 2 0 0"), "nobody closed it: what there is is told and goes")
                .evicted("evicted-ttl 1", "and counted")
                .dropped(14_000, event(-1), DropReason.NO_WINDOW, "nothing is open any more")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> opened_and_told_with_each_event() {
        return table("{state: {open: x > 0, close: x > 5}}", "  emit: on-update\n")
                .in(2, event(1), results("insert 2 2 1 1 0"), "opens")
                .in(4, event(-1), results("update 2 4 2 0 1"), "")
                .in(1, event(-2), results("update 1 4 3 -2 2"), "it began earlier: still the group's one open window")
                .in(5, event(9), results("update 1 5 4 7 3"), "closes, and has said all")
                .in(6, event(2), results("insert 6 6 1 2 0"), "the next one")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> opened_and_taken_back_with_each_event() {
        return table("{state: {open: x > 0, close: x > 5}}", "  emit: on-update\n  late: {mode: retracting}\n")
                .in(2, event(1), results("insert 2 2 1 1 0"), "opens")
                .in(1, event(-2), results("retract 2 2 1 1 0", "insert 1 2 2 -1 1"), "with the borders it had")
                .in(5, event(9), results("retract 1 2 2 -1 1", "insert 1 5 3 8 2"), "closes")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> opened_and_closed_by_one_event() {
        return table("{state: {open: x > 0, close: x > 5}}", "")
                .in(1, event(7), results("insert 1 1 1 7 0"), "a window of one event")
                .in(2, event(1), "")
                .in(3, event(9), results("insert 2 3 2 10 0"), "")
                .rows(0, "")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> no_longer_than_allowed() {
        return visits(", max: 10s")
                .in(1_000, visit("in", 1), "")
                .in(11_000, visit("look", 2), "exactly as long as allowed")
                .dropped(
                        11_001,
                        visit("look", 4),
                        DropReason.NO_WINDOW,
                        "longer: it belongs to no window, and opens none")
                .watermark(11_001, results("insert 1000 11000 2 3 0"), "no event can come to it any more")
                .rows(0, "")
                .in(20_000, visit("in", 8), "")
                .watermark(30_000, NOTHING, "an event at this time would still belong to it")
                .watermark(30_001, results("insert 20000 20000 1 8 0"), "it ends by time")
                .in(31_000, visit("in", 16), "")
                .in(
                        45_000,
                        visit("in", 32),
                        results("insert 31000 31000 1 16 0"),
                        "ends the one before, which would be too long, and opens one")
                .tests();
    }
}
