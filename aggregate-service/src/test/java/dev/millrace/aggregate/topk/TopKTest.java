package dev.millrace.aggregate.topk;

import static dev.millrace.engine.operator.DropReason.OUTRANKED;

import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which rows pass, when they are told and taken back, and what is kept of the others. Expected rows are written by hand. */
class TopKTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String settings) {
        return KeyedTable.of("topK: {order: n, " + settings + "}\n");
    }

    private static String row(String page, Object number) {
        return "{\"page\":\"" + page + "\",\"n\":" + number + "}";
    }

    private static String insert(String page, Object number) {
        return "insert " + row(page, number);
    }

    private static String retract(String page, Object number) {
        return "retract " + row(page, number);
    }

    @TestFactory
    Stream<DynamicTest> when_the_window_closes() {
        return table("k: 2, window: {tumbling: 10ms}")
                .watermark(0, NOTHING, "an empty window tells nothing")
                .in(3, row("a", 5), "kept")
                .in(9, row("b", 7), "at the window's last instant")
                .in(0, row("c", 6), "at its first")
                .in(10, row("d", 1), "in the next one")
                .waiting("2/4", "two windows hold four rows")
                .rows(6, "a row for each, and one for each window")
                .inOrder(9, NOTHING, "an instant is left")
                .inOrder(10, List.of(insert("b", 7), insert("c", 6)), "the best two, the best first")
                .late(9, row("e", 9), "late by 1 of [0, 10)", "the window is over")
                .rows(2, "nothing is kept of a closed window")
                .in(19, row("f", 0), "fewer than two are enough")
                .inOrder(20, List.of(insert("d", 1), insert("f", 0)), "all there are")
                .rows(0, "nothing is left")
                .waiting("0/0", "nothing waits")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> the_least() {
        return table("k: 2, least: true, window: {tumbling: 10ms}")
                .in(1, row("a", 5), "kept")
                .in(2, row("b", -7), "below zero")
                .in(3, row("c", 4.5), "a decimal")
                .inOrder(10, List.of(insert("b", -7), insert("c", 4.5)), "the least first")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> ties() {
        return table("k: 3, window: {tumbling: 10ms}")
                .in(5, row("late", 1), "the last by time")
                .in(4, row("y", "1.0"), "equal numbers, however they are spelled; its bytes come after x's")
                .in(4, row("x", 1), "of one time")
                .in(3, row("early", 1), "the first by time")
                .inOrder(10, List.of(insert("early", 1), insert("x", 1), insert("y", "1.0")), "by time, then by bytes")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> ties_in_another_order() {
        return table("k: 3, window: {tumbling: 10ms}")
                .in(3, row("early", 1), "the same rows as in the table before")
                .in(4, row("x", 1), "in another order")
                .in(5, row("late", 1), "tell the same")
                .in(4, row("y", "1.0"), "in the end")
                .inOrder(10, List.of(insert("early", 1), insert("x", 1), insert("y", "1.0")), "by time, then by bytes")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> without_a_window_for_each_row() {
        return table("k: 2")
                .in(1, row("a", 5), List.of(insert("a", 5)), "the first is among the best")
                .in(2, row("b", 7), List.of(insert("b", 7)), "and so is the second")
                .in(3, row("c", 1), NOTHING, "behind both")
                .in(4, row("d", 6), List.of(retract("a", 5), insert("d", 6)), "a falls out")
                .in(-9, row("e", 6), List.of(retract("d", 6), insert("e", 6)), "before 1970, and earlier than d")
                .watermark(1_000, NOTHING, "nothing ever ends")
                .in(5, row("f", 9), List.of(retract("e", 6), insert("f", 9)), "nothing is ever late")
                .waiting("0/0", "nothing waits")
                .rows(7, "all rows are kept, for any may be taken back")
                .describes(
                        "",
                        "[{\"rows\":6,\"top\":[{\"page\":\"f\",\"n\":9},{\"page\":\"b\",\"n\":7}]}]",
                        "one group of everything")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> rows_are_taken_back() {
        return table("k: 2")
                .in(1, row("a", 5), List.of(insert("a", 5)), "best")
                .in(2, row("b", 4), List.of(insert("b", 4)), "second")
                .in(3, row("c", 3), NOTHING, "third")
                .in(4, row("d", 2), NOTHING, "fourth")
                .retract(9, row("c", 3), NOTHING, "nobody has heard of it; its time says nothing")
                .retract(1, row("a", 5), List.of(retract("a", 5), insert("d", 2)), "the one behind moves up")
                .deadLetter(
                        Op.RETRACT,
                        1,
                        row("a", 5),
                        "1:1: there is nothing to take back: its group has no such row",
                        "it is gone")
                .deadLetter(Op.RETRACT, 1, row("d", "2.0"), "there is nothing to take back", "other bytes")
                .in(5, row("a", 5), List.of(retract("d", 2), insert("a", 5)), "it comes again")
                .retract(5, row("a", 5), List.of(retract("a", 5), insert("d", 2)), "and goes")
                .retract(5, row("b", 4), List.of(retract("b", 4)), "nobody is behind")
                .retract(5, row("d", 2), List.of(retract("d", 2)), "the last one")
                .rows(0, "nothing is left")
                .deadLetter(Op.RETRACT, 5, row("d", 2), "there is nothing to take back", "of a group without rows")
                .deadLetter(
                        Op.UPDATE, 5, row("d", 2), "1:1: an update does not say what it replaces", "not as in a table")
                .deadLetter(
                        Op.DELETE, 5, row("d", 2), "1:1: a delete does not say what it removes", "not as in a table")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> rows_alike() {
        return table("k: 2")
                .in(1, row("a", 5), List.of(insert("a", 5)), "one")
                .in(1, row("a", 5), List.of(insert("a", 5)), "another with the same bytes and time")
                .in(1, row("a", 5), NOTHING, "a third is behind them")
                .retract(1, row("a", 5), NOTHING, "two are left, and that is what was told")
                .in(3, row("b", 5), NOTHING, "as good, but later")
                .in(4, row("a", 5), NOTHING, "the same bytes, later still")
                .retract(4, row("a", 5), NOTHING, "the one of that time goes")
                .in(4, row("a", 5), NOTHING, "again")
                .retract(77, row("a", 5), NOTHING, "of no such time: the last of them goes")
                .retract(1, row("a", 5), List.of(retract("a", 5), insert("b", 5)), "now one of the told ones")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> the_difference_at_ticks() {
        return table("k: 2, emit: {every: 10ms}")
                .in(1, row("a", 5), "told at the next tick")
                .in(1, row("b", 4), "told, too")
                .waiting("1/2", "two rows wait")
                .clock(5, NOTHING, "too early")
                .clock(10, List.of(insert("a", 5), insert("b", 4)), "told")
                .waiting("0/0", "nothing waits")
                .in(2, row("c", 6), "b would fall out")
                .in(2, row("d", 7), "and a, too")
                .retract(2, row("c", 6), NOTHING, "c was never told")
                .in(2, row("e", 1), "never among the best")
                .waiting("1/2", "b is to go, d is to come")
                .clock(20, List.of(retract("b", 4), insert("d", 7)), "what is different from the last tick")
                .clock(30, NOTHING, "nothing has changed")
                .retract(3, row("d", 7), NOTHING, "told, and now gone")
                .rows(5, "it is there until it is taken back")
                .in(2, row("d", 7), "the very same comes again")
                .clock(40, NOTHING, "so that nothing is different")
                .retract(2, row("d", 7), NOTHING, "gone")
                .retract(2, row("e", 1), NOTHING, "gone, never told")
                .retract(1, row("a", 5), NOTHING, "gone")
                .retract(1, row("b", 4), NOTHING, "gone, told and taken back before")
                .clock(50, List.of(retract("a", 5), retract("d", 7)), "nothing is left to tell")
                .rows(0, "nothing is kept")
                .in(5, row("f", 5), "a first row again")
                .retract(5, row("f", 5), NOTHING, "and it goes before anybody hears of it")
                .clock(60, NOTHING, "nothing")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> ticks_and_windows() {
        return table("k: 1, window: {tumbling: 10ms}, emit: {every: 10ms}, late: {within: 5ms}")
                .in(1, row("a", 5), "told at the tick")
                .clock(10, List.of(insert("a", 5)), "told")
                .in(2, row("b", 6), "not told yet")
                .watermark(10, List.of(retract("a", 5), insert("b", 6)), "the window's end tells it")
                .in(3, row("c", 7), "late, in time")
                .watermark(14, NOTHING, "waits for the tick")
                .watermark(15, List.of(retract("b", 6), insert("c", 7)), "nobody can correct it any more")
                .rows(0, "nothing is kept")
                .clock(20, NOTHING, "nothing is left to tell")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> late_rows() {
        return table("k: 2, window: {tumbling: 10ms}, late: {within: 5ms}")
                .in(1, row("a", 5), "kept")
                .in(2, row("b", 4), "kept")
                .in(2, row("c", 3), "kept")
                .watermark(10, List.of(insert("a", 5), insert("b", 4)), "told")
                .rows(4, "all rows are kept for what is late")
                .in(3, row("d", 1), NOTHING, "late, and not among the best")
                .in(4, row("e", 9), List.of(retract("b", 4), insert("e", 9)), "late, and the best")
                .retract(4, row("e", 9), List.of(retract("e", 9), insert("b", 4)), "taken back late")
                .watermark(14, NOTHING, "an instant is left")
                .in(5, row("f", 9), List.of(retract("b", 4), insert("f", 9)), "in time")
                .watermark(15, NOTHING, "nothing is told again")
                .rows(0, "nothing is kept")
                .late(5, row("g", 99), "late by 10 of [0, 10)", "too late")
                .watermark(22, NOTHING, "a window nobody knows has ended")
                .in(12, row("h", 1), List.of(insert("h", 1)), "its first row is late, in time")
                .watermark(25, NOTHING, "over")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> groups_windows_and_negative_times() {
        return KeyedTable.of(
                        "topK: {k: 1, order: n, by: page, window: {tumbling: 10ms, offset: 2ms}, emit: on-update}\n")
                .in(-9, row("a", 5), List.of(insert("a", 5)), "in [-18, -8)")
                .in(-8, row("a", 4), List.of(insert("a", 4)), "in [-8, 2)")
                .in(1, row("b", 1), List.of(insert("b", 1)), "another group")
                .in(1, row("a", 6), List.of(retract("a", 4), insert("a", 6)), "each for itself")
                .describes(
                        "\"a\"",
                        "[{\"windowStart\":-18,\"windowEnd\":-8,\"rows\":1,\"top\":[{\"page\":\"a\",\"n\":5}]},"
                                + "{\"windowStart\":-8,\"windowEnd\":2,\"rows\":2,\"top\":[{\"page\":\"a\",\"n\":6}]}]",
                        "what is kept of a")
                .watermark(2, NOTHING, "all has been told")
                .rows(0, "and nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> rows_without_a_rank() {
        return table("k: 1")
                .deadLetter(
                        1,
                        "{\"page\":\"a\"}",
                        "1:15: order: n is missing or null, so that the row has no rank",
                        "missing")
                .deadLetter(
                        1, row("a", "null"), "1:15: order: n is missing or null, so that the row has no rank", "null")
                .deadLetter(1, row("a", "\"7\""), "1:15: order needs numbers: n is \"7\"", "a text")
                .deadLetter(1, row("a", "true"), "1:15: order needs numbers: n is true", "a boolean")
                .deadLetter(1, row("a", "[1]"), "1:15: order needs numbers: n is [1]", "a list")
                .deadLetter(1, row("a", "9223372036854775808"), "does not fit a 64-bit integer", "too large")
                .rows(0, "nothing is kept of them")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> an_expression() {
        return KeyedTable.of("topK:\n  k: 1\n  order: n * m\n")
                .in(1, "{\"n\":2,\"m\":3}", List.of("insert {\"n\":2,\"m\":3}"), "six")
                .in(1, "{\"n\":1,\"m\":4}", NOTHING, "four")
                .deadLetter(1, "{\"n\":1}", "order: n * m is missing or null", "a part is missing")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> too_many_rows() {
        return table("k: 1, maxRows: 2")
                .in(1, row("a", 5), List.of(insert("a", 5)), "the best")
                .in(1, row("b", 3), NOTHING, "second")
                .in(1, row("c", 2), NOTHING, "one too many: it is itself the last")
                .evicted("evicted-max-rows 1", "counted")
                .in(1, row("d", 4), NOTHING, "b is the last now, and goes")
                .evicted("evicted-max-rows 2", "counted")
                .rows(3, "two rows are kept")
                .retract(1, row("a", 5), List.of(retract("a", 5), insert("d", 4)), "d moves up")
                .deadLetter(
                        Op.RETRACT, 1, row("b", 3), "or it went because there were more than maxRows", "nobody knows b")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> only_the_best_are_kept_where_nothing_is_taken_back() {
        return table("k: 2, window: {tumbling: 10ms}, appendOnly: true")
                .in(1, row("a", 5), "kept")
                .in(2, row("b", 4), "kept")
                .dropped(3, row("c", 4), OUTRANKED, "as good as b, but later")
                .in(3, row("d", 6), "b goes for good")
                .rows(3, "two rows and their window")
                .deadLetter(
                        Op.RETRACT,
                        1,
                        row("a", 5),
                        "1:1: a row cannot be taken back here: appendOnly says that none ever is",
                        "against what was promised")
                .evicted("", "nothing is lost")
                .inOrder(10, List.of(insert("d", 6), insert("a", 5)), "told")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> only_the_best_at_ticks() {
        return table("k: 1, emit: {every: 10ms}, appendOnly: true")
                .in(1, row("a", 5), "kept")
                .in(2, row("b", 6), "a was never told")
                .clock(10, List.of(insert("b", 6)), "told")
                .in(2, row("c", 7), "b is to be taken back")
                .in(2, row("d", 8), "c was never told")
                .rows(3, "b, d and what is known of both")
                .clock(20, List.of(retract("b", 6), insert("d", 8)), "told")
                .rows(2, "only the best is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> by_the_clock() {
        return table("k: 1, window: {tumbling: 10ms, time: processing}")
                .byClock()
                .clock(5, NOTHING, "a time to begin with")
                .in(9_999, row("a", 5), "its own time says nothing of the window")
                .in(1, row("b", 5), "but ranks rows of one number")
                .clock(10, List.of(insert("b", 5)), "the clock ends the window")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> results_of_an_aggregate() {
        String[] rows = {
            "{\"page\":\"a\",\"windowStart\":0,\"windowEnd\":10,\"edits\":3,\"pane\":0}",
            "{\"page\":\"b\",\"windowStart\":0,\"windowEnd\":10,\"edits\":5,\"pane\":0}",
            "{\"page\":\"c\",\"windowStart\":0,\"windowEnd\":10,\"edits\":4,\"pane\":0}"
        };
        KeyedTable table = KeyedTable.of("topK: {k: 2, order: edits, window: {tumbling: 10ms}}\n");
        Arrays.stream(rows).forEach(row -> table.in(9, row, "a result has the last time of its window"));
        return table.watermark(9, NOTHING, "others may come")
                .inOrder(10, List.of("insert " + rows[1], "insert " + rows[2]), "so that it falls into the same one")
                .tests();
    }
}
