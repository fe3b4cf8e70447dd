package dev.millrace.aggregate;

import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Events after their window's end, and what is taken back. */
class AggregateLatenessTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String rest) {
        return KeyedTable.of(
                "aggregate:\n  by: k\n  window: {tumbling: 10ms}\n  compute: {n: count(), s: sum(x)}\n" + rest);
    }

    private static String result(String op, int count, String sum, int pane) {
        return op + " {\"k\":1,\"windowStart\":0,\"windowEnd\":10,\"n\":" + count + ",\"s\":" + sum + ",\"pane\":"
                + pane + "}";
    }

    @TestFactory
    Stream<DynamicTest> accumulating() {
        return table("  late: {within: 5ms}\n")
                .in(1, "{\"k\":1,\"x\":1}", "in time")
                .watermark(10, List.of(result("insert", 1, "1", 0)), "closes")
                .waiting("0/0", "said")
                .in(2, "{\"k\":1,\"x\":2}", List.of(result("update", 2, "3", 1)), "late: told again at once")
                .watermark(14, NOTHING, "the last instant in which it may be late")
                .in(2, "{\"k\":1,\"x\":4}", List.of(result("update", 3, "7", 2)), "the pane counts on")
                .deadLetter(2, "{\"k\":1,\"x\":\"\"}", "sum(x) needs numbers", "a late failure tells nothing")
                .in(
                        3,
                        "{\"k\":2}",
                        List.of("insert {\"k\":2,\"windowStart\":0,\"windowEnd\":10,\"n\":1,\"s\":null,\"pane\":0}"),
                        "a group that had none is told for the first time")
                .watermark(15, NOTHING, "the rows go")
                .late(9, "{\"k\":1}", "late by 6 of [0, 10)", "too late")
                .late(3, "{\"k\":2}", "late by 12 of [0, 10)", "too late")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> retracting() {
        return table("  late: {within: 5ms, mode: retracting}\n")
                .in(1, "{\"k\":1,\"x\":1}", "in time")
                .in(1, "{\"k\":1,\"x\":1}", "in time: nothing to take back")
                .watermark(10, List.of(result("insert", 2, "2", 0)), "closes")
                .deadLetter(2, "{\"k\":1,\"x\":true}", "sum(x) needs numbers", "takes nothing back")
                .in(
                        2,
                        "{\"k\":1,\"x\":2}",
                        List.of(result("retract", 2, "2", 0), result("insert", 3, "4", 1)),
                        "the old result with its values and pane, then the new one")
                .in(
                        2,
                        "{\"k\":1,\"x\":0.5}",
                        List.of(result("retract", 3, "4", 1), result("insert", 4, "4.5", 2)),
                        "again")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> closed_by_silence() {
        return table("  late: {within: 5ms}\n")
                .in(1, "{\"k\":1,\"x\":1}", "in time")
                .watermark(2, NOTHING, "events say so")
                .idle(20, List.of(result("insert", 1, "1", 0)), "nobody says anything")
                .late(3, "{\"k\":1}", "late by 17 of [0, 10), idle", "late because of it")
                .watermark(21, NOTHING, "events again")
                .late(3, "{\"k\":1}", "late by 18 of [0, 10)", "late anyhow")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> taken_back_before_the_end() {
        return table("")
                .in(1, "{\"k\":1,\"x\":1}", "one")
                .in(2, "{\"k\":1,\"x\":0.5}", "two")
                .retract(2, "{\"k\":1,\"x\":0.5}", NOTHING, "is taken back")
                .in(2, "{\"k\":2,\"x\":1}", "another group")
                .retract(2, "{\"k\":2,\"x\":1}", NOTHING, "has nothing left")
                .waiting("2/1", "two rows, one event")
                .deadLetter(
                        Op.RETRACT,
                        2,
                        "{\"k\":2,\"x\":1}",
                        "1:1: there is nothing to take back: its group has no events left in this window",
                        "more than there was")
                .deadLetter(
                        Op.RETRACT,
                        2,
                        "{\"k\":3}",
                        "there is nothing to take back: its group has no events in this window",
                        "nothing at all")
                .watermark(10, List.of(result("insert", 1, "1", 0)), "the empty one says nothing")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> nulls_taken_back() {
        return KeyedTable.of("aggregate:\n  window: {tumbling: 10ms}\n"
                        + "  compute: {n: count(x), i: countIf(x > 1), s: sum(x), a: avg(x)}\n")
                .in(1, "{\"x\":2}", "one")
                .in(1, "{\"x\":null}", "nothing")
                .in(1, "{\"x\":5}", "another")
                .retract(1, "{\"x\":null}", NOTHING, "nothing is taken back")
                .retract(1, "{\"x\":2}", NOTHING, "one is")
                .in(1, "{}", "missing")
                .retract(1, "{\"x\":5}", NOTHING, "the last value")
                .deadLetter(
                        Op.RETRACT,
                        1,
                        "{\"x\":2}",
                        "3:22: count(x) has counted nothing that could be taken back",
                        "an event is left, but none with a value")
                .watermark(
                        10,
                        List.of(
                                "insert {\"windowStart\":0,\"windowEnd\":10,\"n\":0,\"i\":0,\"s\":null,\"a\":null,\"pane\":0}"),
                        "an event without a value is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_sum_of_which_nothing_is_left_begins_anew() {
        return table("")
                .in(1, "{\"k\":1}", "keeps the row")
                .in(1, "{\"k\":1,\"x\":1.5}", "a decimal")
                .retract(1, "{\"k\":1,\"x\":1.5}", NOTHING, "is taken back")
                .in(1, "{\"k\":1,\"x\":9223372036854775807}", "integers alone again")
                .deadLetter(1, "{\"k\":1,\"x\":1}", "does not fit a 64-bit integer", "with their bounds")
                .watermark(10, List.of(result("insert", 2, "9223372036854775807", 0)), "the greatest")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> taken_back_after_the_end() {
        return table("  late: {within: 5ms}\n")
                .in(1, "{\"k\":1,\"x\":1}", "one")
                .watermark(10, List.of(result("insert", 1, "1", 0)), "told")
                .retract(
                        1,
                        "{\"k\":1,\"x\":1}",
                        List.of(result("update", 0, "null", 1)),
                        "readers of the last result must learn of it")
                .in(1, "{\"k\":1,\"x\":3}", List.of(result("update", 1, "3", 2)), "and of what comes")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> taken_back_after_the_end_retracting() {
        return table("  late: {within: 5ms, mode: retracting}\n")
                .in(1, "{\"k\":1,\"x\":1}", "one")
                .watermark(10, List.of(result("insert", 1, "1", 0)), "told")
                .retract(1, "{\"k\":1,\"x\":1}", List.of(result("retract", 1, "1", 0)), "the earlier result alone goes")
                .in(1, "{\"k\":1,\"x\":3}", List.of(result("insert", 1, "3", 1)), "nothing stands to be taken back")
                .in(
                        1,
                        "{\"k\":1,\"x\":3}",
                        List.of(result("retract", 1, "3", 1), result("insert", 2, "6", 2)),
                        "now it does")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_cannot_be_taken() {
        return KeyedTable.of("aggregate:\n  window: {tumbling: 10ms}\n  compute: {n: count(), m: min(x)}\n")
                .in(1, "{\"x\":1}", "an insert")
                .deadLetter(
                        Op.RETRACT, 1, "{\"x\":1}", "1:1: min cannot take back an event", "what was the second least?")
                .deadLetter(
                        Op.UPDATE,
                        1,
                        "{\"x\":1}",
                        "an update does not say what it replaces: let the step before tell results once (emit: on-close) or take them back (mode: retracting)",
                        "of what?")
                .deadLetter(Op.DELETE, 1, "{\"x\":1}", "a delete does not say what it removes", "of what?")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> on_update() {
        return table("  late: {within: 5ms}\n  emit: on-update\n")
                .in(1, "{\"k\":1,\"x\":1}", List.of(result("insert", 1, "1", 0)), "at once")
                .in(1, "{\"k\":1,\"x\":1}", List.of(result("update", 2, "2", 1)), "again")
                .waiting("0/0", "nothing is held back")
                .watermark(10, NOTHING, "nothing at the end")
                .in(1, "{\"k\":1,\"x\":1}", List.of(result("update", 3, "3", 2)), "late ones too")
                .retract(1, "{\"k\":1,\"x\":1}", List.of(result("update", 2, "2", 3)), "and what is taken back")
                .watermark(15, NOTHING, "the row goes")
                .late(1, "{\"k\":1,\"x\":1}", "late by 14 of [0, 10)", "too late")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> on_update_retracting() {
        return table("  late: {mode: retracting}\n  emit: on-update\n")
                .in(1, "{\"k\":1,\"x\":1}", List.of(result("insert", 1, "1", 0)), "at once")
                .in(
                        1,
                        "{\"k\":1,\"x\":1}",
                        List.of(result("retract", 1, "1", 0), result("insert", 2, "2", 1)),
                        "the one before goes")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> every_second() {
        return table("  late: {within: 5ms}\n  emit: {every: 1s}\n")
                .clock(1_500, NOTHING, "the clock stands between two ticks")
                .in(1, "{\"k\":1,\"x\":1}", "one")
                .in(1, "{\"k\":1,\"x\":2}", "two")
                .waiting("1/2", "held back")
                .clock(1_999, NOTHING, "not yet")
                .clock(2_000, List.of(result("insert", 2, "3", 0)), "both in one")
                .waiting("0/0", "said")
                .clock(3_000, NOTHING, "nothing has changed")
                .in(1, "{\"k\":1,\"x\":3}", "three")
                .watermark(10, List.of(result("update", 3, "6", 1)), "the end tells what has changed")
                .clock(4_000, NOTHING, "which is not told again")
                .in(1, "{\"k\":1,\"x\":4}", "late: waits for a tick too")
                .clock(5_500, List.of(result("update", 4, "10", 2)), "a tick that comes late")
                .in(1, "{\"k\":1,\"x\":5}", "late")
                .watermark(15, List.of(result("update", 5, "15", 3)), "before the row goes it is told")
                .clock(6_000, NOTHING, "gone")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> every_second_nothing_new_at_the_end() {
        return table("  emit: {every: 1s}\n")
                .in(1, "{\"k\":1,\"x\":1}", "one")
                .clock(1_000, List.of(result("insert", 1, "1", 0)), "told")
                .watermark(10, NOTHING, "told already")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> every_second_retracting() {
        return table("  late: {mode: retracting}\n  emit: {every: 1s}\n")
                .in(1, "{\"k\":1,\"x\":1}", "one")
                .clock(1_000, List.of(result("insert", 1, "1", 0)), "told")
                .in(1, "{\"k\":1,\"x\":2}", "two")
                .in(1, "{\"k\":1,\"x\":3}", "three")
                .watermark(
                        10,
                        List.of(result("retract", 1, "1", 0), result("insert", 3, "6", 1)),
                        "what was told is taken back, not what was in between")
                .tests();
    }
}
