package dev.millrace.aggregate.reorder;

import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** When a held event leaves, in which order, and what is too late for that. */
class ReorderTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String settings) {
        return KeyedTable.of("reorder: {" + settings + "}\n");
    }

    private static String event(String group, int number) {
        return "{\"k\":\"" + group + "\",\"no\":" + number + "}";
    }

    private static String out(String group, int number) {
        return "insert " + event(group, number);
    }

    @TestFactory
    Stream<DynamicTest> nothing_at_all() {
        return table("hold: 10ms")
                .inOrder(100, NOTHING, "nothing waits")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> one_event_and_its_instant() {
        return table("hold: 10ms")
                .in(100, event("a", 1), "held until 110")
                .waiting("0/1", "it waits, in no window")
                .inOrder(109, NOTHING, "an instant is left")
                .inOrder(110, List.of(out("a", 1)), "the watermark has reached its time and the hold")
                .waiting("0/0", "nothing waits")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> in_the_order_of_time() {
        return table("hold: 10ms")
                .in(103, event("a", 1), "held")
                .in(101, event("b", 2), "older")
                .in(105, event("a", 3), "newer")
                .in(101, event("a", 4), "as old as another, behind which it came")
                .in(102, event("b", 5), "between")
                .in(101, event("c", 6), "as old as two others")
                .waiting("0/6", "all wait")
                .inOrder(
                        112,
                        List.of(out("b", 2), out("a", 4), out("c", 6), out("b", 5)),
                        "by time, those of one time as they came")
                .in(104, event("a", 7), "before one that waits")
                .inOrder(200, List.of(out("a", 1), out("a", 7), out("a", 3)), "and so do the others")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> late() {
        return table("hold: 10ms")
                .in(100, event("a", 1), "held")
                .inOrder(120, List.of(out("a", 1)), "what was at 110 has left")
                .in(110, event("a", 2), List.of(out("a", 2)), "at the very instant it is in time, and leaves at once")
                .late(109, event("a", 3), "late by 1 behind 110", "one before it is late")
                .late(1, event("b", 4), "late by 109 behind 110", "whatever its group has had")
                .in(111, event("a", 5), "one after it is held")
                .inOrder(121, List.of(out("a", 5)), "and leaves")
                .idle(130, NOTHING, "time goes on in silence")
                .late(112, event("a", 6), "late by 8 behind 120, idle", "only silence has made it late")
                .late(110, event("a", 7), "late by 10 behind 120", "this one was late before the silence")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> no_hold_but_the_watermarks() {
        return table("hold: 0s")
                .in(100, event("a", 1), "the watermark is not there yet")
                .in(99, event("a", 2), "older")
                .inOrder(99, List.of(out("a", 2)), "reached")
                .in(99, event("a", 3), List.of(out("a", 3)), "at the watermark")
                .late(98, event("a", 4), "late by 1 behind 99", "before it")
                .inOrder(100, List.of(out("a", 1)), "reached")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> before_1970_and_at_the_ends_of_time() {
        return table("hold: 10ms")
                .in(Long.MIN_VALUE, event("a", 1), "the first of all times")
                .in(1, event("a", 2), "after 1970")
                .in(-1, event("a", 3), "before")
                .in(-100, event("a", 4), "long before")
                .in(Long.MAX_VALUE - 1, event("a", 5), "a time that has no end to its hold")
                .inOrder(Long.MIN_VALUE + 9, NOTHING, "an instant is left")
                .inOrder(-90, List.of(out("a", 1), out("a", 4)), "in order")
                .inOrder(0, NOTHING, "nine instants are left")
                .inOrder(11, List.of(out("a", 3), out("a", 2)), "in order")
                .inOrder(Long.MAX_VALUE, List.of(out("a", 5)), "at the end of input all leave")
                .late(5, event("a", 6), "late by 9223372036854775802 behind 9223372036854775807", "nothing may follow")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> too_many_events() {
        return table("hold: 10ms, by: k, maxEvents: 2")
                .in(103, event("a", 1), "room")
                .in(105, event("a", 2), "the bound is inclusive")
                .evicted("", "nobody had to leave")
                .in(104, event("b", 3), List.of(out("a", 1)), "the oldest leaves early")
                .evicted("evicted-max-events 1", "and is counted")
                .in(101, event("b", 4), List.of(out("b", 4)), "of another group: in order, it leaves at once")
                .evicted("evicted-max-events 2", "for there is no room")
                .late(102, event("a", 5), "late by 1 behind 103", "older than what its group has let go")
                .in(103, event("a", 6), List.of(out("a", 6)), "as old as that")
                .in(102, event("b", 7), List.of(out("b", 7)), "b has let go less")
                .inOrder(115, List.of(out("b", 3), out("a", 2)), "the others leave in their time")
                .rows(0, "what was early is forgotten when the watermark has passed it")
                .evicted("evicted-max-events 4", "four were early")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> too_many_bytes() {
        String text = "x".repeat(400);
        String huge = "y".repeat(1000);
        return table("hold: 10ms, maxBytes: 1KiB")
                .in(103, event(text, 1), "some 470 bytes")
                .in(102, event(text, 2), "fits")
                .in(104, event(text, 3), List.of(out(text, 2)), "three are too many")
                .evicted("evicted-max-bytes 1", "counted")
                .in(
                        105,
                        event(huge, 4),
                        List.of(out(text, 1), out(text, 3), out(huge, 4)),
                        "what is too large alone does not stay, nor does what is before it")
                .late(104, event("a", 5), "late by 1 behind 105", "older than what had to leave")
                .in(106, event("a", 6), "the step goes on")
                .inOrder(116, List.of(out("a", 6)), "as ever")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> more_groups_were_early_than_may_have_a_time_of_their_own() {
        return table("hold: 10ms, by: k, maxEvents: 1")
                .in(109, event("a", 1), "held")
                .in(101, event("b", 2), List.of(out("b", 2)), "early; b's time is its own")
                .late(100, event("b", 3), "late by 1 behind 101", "b's")
                .in(102, event("c", 4), List.of(out("c", 4)), "early; two groups are too many: they share the latest")
                .late(101, event("b", 5), "late by 1 behind 102", "b has c's time now")
                .late(101, event("d", 6), "late by 1 behind 102", "and so has any other")
                .in(102, event("d", 7), List.of(out("d", 7)), "as old is in time")
                .rows(3, "the event that waits, the shared time and d's")
                .inOrder(112, NOTHING, "the watermark has passed these times")
                .rows(1, "they are forgotten")
                .inOrder(119, List.of(out("a", 1)), "the one that stayed leaves in its time")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> changes_pass_in_order() {
        return table("hold: 10ms")
                .in(Op.INSERT, 100, event("a", 1), NOTHING, "told")
                .in(Op.RETRACT, 100, event("a", 1), NOTHING, "taken back")
                .in(Op.UPDATE, 99, event("a", 2), NOTHING, "an update of another")
                .inOrder(
                        110,
                        List.of("update " + event("a", 2), "insert " + event("a", 1), "retract " + event("a", 1)),
                        "as they came, in order")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_cannot_be_grouped() {
        return table("hold: 10ms, by: k")
                .deadLetter(
                        100, "{\"k\":[1]}", "1:27: events cannot be grouped by \"k\" here: it is an array", "a list")
                .in(100, "{\"no\":1}", "without the field: a group of its own")
                .in(99, "{\"k\":null}", "which null is in, too")
                .inOrder(110, List.of("insert {\"k\":null}", "insert {\"no\":1}"), "in order")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> described() {
        return table("hold: 10ms, by: k")
                .times("iso8601")
                .in(103, event("a", 1), "held")
                .in(101, event("a", 2), "held")
                .in(102, event("aa", 3), "another group whose name ends alike")
                .describes(
                        "\"a\"",
                        "[{\"time\":\"1970-01-01T00:00:00.101Z\",\"event\":{\"k\":\"a\",\"no\":2}},"
                                + "{\"time\":\"1970-01-01T00:00:00.103Z\",\"event\":{\"k\":\"a\",\"no\":1}}]",
                        "what is held of the group, in order")
                .describes("\"b\"", "[]", "nothing")
                .tests();
    }
}
