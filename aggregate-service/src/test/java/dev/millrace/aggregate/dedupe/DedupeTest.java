package dev.millrace.aggregate.dedupe;

import static dev.millrace.engine.operator.DropReason.DUPLICATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which event of an id passes, for how long it is remembered, and what bounds do. */
class DedupeTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String settings) {
        return KeyedTable.of("dedupe: {" + settings + "}\n");
    }

    private static String event(String id) {
        return "{\"id\":\"" + id + "\"}";
    }

    private static List<String> passes(String id) {
        return List.of("insert " + event(id));
    }

    @TestFactory
    Stream<DynamicTest> the_first_passes() {
        return table("id: id, within: 10ms")
                .watermark(50, NOTHING, "nothing comes of time alone")
                .rows(0, "nothing is kept")
                .in(100, event("a"), passes("a"), "the first")
                .dropped(100, event("a"), DUPLICATE, "again, at the same time")
                .dropped(109, event("a"), DUPLICATE, "at the last instant")
                .dropped(91, event("a"), DUPLICATE, "older, and at the first instant; it came later")
                .in(101, event("b"), passes("b"), "another id")
                .rows(2, "a row for each id")
                .waiting("0/0", "nothing waits")
                .in(110, event("a"), passes("a"), "so far away it is an event of its own")
                .dropped(119, event("a"), DUPLICATE, "but is repeated from now on")
                .dropped(100, event("a"), DUPLICATE, "and so is the one before, still")
                .in(90, event("a"), passes("a"), "as far on the other side")
                .rows(2, "one id has one row, however often it passed")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> until_the_watermark_has_passed() {
        return table("id: id, within: 10ms")
                .in(100, event("a"), passes("a"), "the first")
                .watermark(109, NOTHING, "its time has an instant left")
                .dropped(105, event("a"), DUPLICATE, "remembered")
                .watermark(110, NOTHING, "its time is over")
                .in(105, event("a"), passes("a"), "what is as old as that cannot be known, and is remembered by itself")
                .dropped(110, event("a"), DUPLICATE, "near that one")
                .in(100, event("b"), passes("b"), "its time would be over already")
                .in(100, event("b"), passes("b"), "so that it is not remembered")
                .rows(1, "a's")
                .watermark(115, NOTHING, "over")
                .in(115, event("c"), passes("c"), "an event clears away what is over")
                .rows(1, "c's")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> before_1970_and_at_the_ends_of_time() {
        return table("id: id, within: 10ms")
                .in(-5, event("a"), passes("a"), "before 1970")
                .dropped(4, event("a"), DUPLICATE, "nine apart over 1970")
                .in(5, event("a"), passes("a"), "ten apart")
                .in(Long.MIN_VALUE, event("a"), passes("a"), "the first of all times is far from any other")
                .in(Long.MAX_VALUE, event("a"), passes("a"), "and so is the last")
                .dropped(Long.MAX_VALUE - 9, event("a"), DUPLICATE, "near it")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_an_id_is() {
        return KeyedTable.of("dedupe: {id: [shop, order.no], within: 10ms}\n")
                .in(
                        1,
                        "{\"shop\":\"x\",\"order\":{\"no\":1}}",
                        List.of("insert {\"shop\":\"x\",\"order\":{\"no\":1}}"),
                        "two values")
                .dropped(2, "{\"order\":{\"no\":1.0},\"shop\":\"\\u0078\"}", DUPLICATE, "however they are spelled")
                .in(
                        3,
                        "{\"shop\":\"x\",\"order\":{\"no\":\"1\"}}",
                        List.of("insert {\"shop\":\"x\",\"order\":{\"no\":\"1\"}}"),
                        "a text is no number")
                .in(4, "{\"shop\":\"x\"}", List.of("insert {\"shop\":\"x\"}"), "a part of an id is an id")
                .dropped(5, "{\"shop\":\"x\",\"order\":null}", DUPLICATE, "null is as good as missing")
                .in(6, "{\"other\":1}", List.of("insert {\"other\":1}"), "without any of it an event has no id")
                .in(6, "{\"other\":1}", List.of("insert {\"other\":1}"), "and repeats nothing")
                .in(6, "{\"shop\":null}", List.of("insert {\"shop\":null}"), "null is no id either")
                .rows(3, "events without an id are not remembered")
                .in(7, "{\"shop\":\"null\"}", List.of("insert {\"shop\":\"null\"}"), "the text null is one")
                .dropped(7, "{\"shop\":\"null\"}", DUPLICATE, "that is repeated")
                .deadLetter(
                        8, "{\"shop\":{}}", "1:15: events cannot be grouped by \"shop\" here: it is an object", "no id")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> an_expression() {
        return KeyedTable.of("dedupe:\n  id: {low: id.lowerAscii()}\n  within: 10ms\n")
                .in(1, event("A"), passes("A"), "the first")
                .dropped(2, event("a"), DUPLICATE, "of the same value")
                .in(2, "{}", List.of("insert {}"), "no field, no id")
                .in(3, "{}", List.of("insert {}"), "no field, no id")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> too_many_ids() {
        return table("id: id, within: 10ms, maxKeys: 2")
                .in(103, event("a"), passes("a"), "room")
                .in(102, event("b"), passes("b"), "the bound is inclusive")
                .evicted("", "nothing had to go")
                .in(104, event("c"), passes("c"), "the oldest, by its time, is forgotten")
                .evicted("evicted-max-keys 1", "and counted")
                .dropped(105, event("a"), DUPLICATE, "the others are not")
                .in(101, event("b"), passes("b"), "forgotten; it is the oldest again, and forgotten at once")
                .in(101, event("b"), passes("b"), "so that it passes again")
                .evicted("evicted-max-keys 3", "each time")
                .in(114, event("c"), passes("c"), "an id that passes twice counts twice: a goes")
                .rows(1, "c's")
                .dropped(104, event("c"), DUPLICATE, "both of c are remembered")
                .watermark(114, NOTHING, "the first of them is over")
                .in(115, event("a"), passes("a"), "room again")
                .evicted("evicted-max-keys 4", "what is over is not counted")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> of_one_time_the_first_that_came_is_forgotten() {
        return table("id: id, within: 10ms, maxKeys: 2")
                .in(100, event("a"), passes("a"), "first")
                .in(100, event("b"), passes("b"), "second")
                .in(100, event("c"), passes("c"), "a goes")
                .dropped(100, event("b"), DUPLICATE, "b stays")
                .in(100, event("a"), passes("a"), "b goes")
                .dropped(100, event("c"), DUPLICATE, "c stays")
                .tests();
    }

    @Test
    void more_are_over_at_once_than_go_with_one_event() {
        KeyedTable table = table("id: id, within: 10ms");
        for (int i = 0; i < 600; i++) {
            table.in(100, event("i" + i), "");
        }
        table.watermark(110, NOTHING, "");
        for (int i = 599; i >= 0; i--) {
            table.in(109, event("i" + i), "");
        }
        assertThat(table.emitted())
                .as("each passes twice, also where its row is still there")
                .hasSize(1_200);
    }

    @TestFactory
    Stream<DynamicTest> changes() {
        return table("id: id, within: 10ms")
                .in(100, event("a"), passes("a"), "told")
                .retract(100, event("a"), List.of("retract " + event("a")), "taken back: passes")
                .rows(0, "and the id is forgotten")
                .in(101, event("a"), passes("a"), "so that it can come again")
                .retract(111, event("a"), List.of("retract " + event("a")), "takes back one that is far away")
                .dropped(102, event("a"), DUPLICATE, "this one stays")
                .in(Op.UPDATE, 103, event("a"), List.of("update " + event("a")), "an update is no repetition")
                .dropped(104, event("a"), DUPLICATE, "and forgets nothing")
                .in(Op.DELETE, 104, event("a"), List.of("delete " + event("a")), "what is deleted")
                .in(105, event("a"), passes("a"), "may come again")
                .retract(100, event("b"), List.of("retract " + event("b")), "what is not remembered passes")
                .retract(100, "{}", List.of("retract {}"), "and so does what has no id")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> described() {
        return table("id: id, within: 10ms")
                .times("iso8601")
                .in(100, event("a"), passes("a"), "the first")
                .describes(
                        "\"a\"",
                        "[{\"passed\":\"1970-01-01T00:00:00.100Z\",\"until\":\"1970-01-01T00:00:00.110Z\"}]",
                        "when it passed and until when that counts")
                .describes("\"b\"", "[]", "nothing")
                .tests();
    }
}
