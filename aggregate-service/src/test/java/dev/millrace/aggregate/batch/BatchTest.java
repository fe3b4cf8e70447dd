package dev.millrace.aggregate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** When a batch ends, what is in it, and what it cannot take. */
class BatchTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String settings) {
        return KeyedTable.of("batch: {" + settings + "}\n");
    }

    private static String event(String group, int number) {
        return "{\"k\":\"" + group + "\",\"no\":" + number + "}";
    }

    private static String batch(String group, long from, long to, String... events) {
        return "insert {\"k\":\"" + group + "\",\"count\":" + events.length + ",\"from\":" + from + ",\"to\":" + to
                + ",\"events\":[" + String.join(",", events) + "]}";
    }

    @TestFactory
    Stream<DynamicTest> by_count() {
        return table("by: k, maxEvents: 3, maxAge: 1m")
                .watermark(50, NOTHING, "nothing to tell")
                .rows(0, "nothing is kept")
                .in(103, event("a", 1), "one")
                .in(101, event("a", 2), "two")
                .in(102, event("b", 3), "another group has a batch of its own")
                .waiting("2/3", "two batches are open, with three events")
                .in(
                        102,
                        event("a", 4),
                        List.of(batch("a", 101, 103, event("a", 1), event("a", 2), event("a", 4))),
                        "three, in the order in which they came; the times are the earliest and the latest")
                .waiting("1/1", "b's is open")
                .in(104, event("a", 5), "the next batch")
                .watermark(
                        60_102,
                        List.of(batch("b", 102, 102, event("b", 3))),
                        "a batch of one event ends by its age, at the very instant")
                .watermark(60_103, NOTHING, "a's has an instant left")
                .watermark(60_104, List.of(batch("a", 104, 104, event("a", 5))), "and ends")
                .rows(0, "nothing is kept")
                .waiting("0/0", "nothing is open")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> by_age() {
        return table("by: k, maxAge: 10ms")
                .in(100, event("a", 1), "ends at 110")
                .in(105, event("a", 2), "which a later one does not change")
                .in(95, event("a", 3), "but an older one does: it ends at 105")
                .watermark(104, NOTHING, "an instant is left")
                .watermark(
                        105,
                        List.of(batch("a", 95, 105, event("a", 1), event("a", 2), event("a", 3))),
                        "no event waits longer than that")
                .in(
                        95,
                        event("a", 4),
                        List.of(batch("a", 95, 95, event("a", 4))),
                        "its time is over: a batch by itself")
                .in(96, event("a", 5), "an instant is left")
                .in(
                        90,
                        event("a", 6),
                        List.of(batch("a", 90, 96, event("a", 5), event("a", 6))),
                        "takes the open one along")
                .in(-7, event("b", 1), List.of(batch("b", -7, -7, event("b", 1))), "before 1970")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> one_event_at_most() {
        return table("by: k, maxEvents: 1")
                .in(1, event("a", 1), List.of(batch("a", 1, 1, event("a", 1))), "at once")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> of_each_partition() {
        return table("maxEvents: 2")
                .in(1, event("a", 1), "whatever it is")
                .in(
                        2,
                        event("b", 2),
                        List.of("insert {\"count\":2,\"from\":1,\"to\":2,\"events\":[" + event("a", 1) + ","
                                + event("b", 2) + "]}"),
                        "all that comes is one group")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> groups_of_several_values() {
        return KeyedTable.of("batch:\n  by: {shop: shop, big: n > 5}\n  maxEvents: 2\n")
                .in(1, "{\"n\":9}", "no shop")
                .in(2, "{\"n\":9,\"shop\":\"a,b\"}", "another group")
                .in(
                        3,
                        "{\"shop\":null,\"n\":7}",
                        List.of("insert {\"shop\":null,\"big\":true,\"count\":2,\"from\":1,\"to\":3,"
                                + "\"events\":[{\"n\":9},{\"shop\":null,\"n\":7}]}"),
                        "missing and null are one; events stay byte for byte")
                .in(
                        4,
                        "{ \"n\": 9.0,\"shop\":\"a,b\" }",
                        List.of("insert {\"shop\":\"a,b\",\"big\":true,\"count\":2,\"from\":2,\"to\":4,"
                                + "\"events\":[{\"n\":9,\"shop\":\"a,b\"},{ \"n\": 9.0,\"shop\":\"a,b\" }]}"),
                        "a comma in a value is none between two")
                .deadLetter(5, "{\"shop\":[]}", "2:14: events cannot be grouped by \"shop\" here", "no group")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> by_bytes() {
        // {"k":"a","count":2,"from":1,"to":2,"events":[ and ]} are 47 bytes, and a comma.
        String text = "x".repeat(476);
        String fits = "{\"k\":\"a\",\"x\":\"" + text + "\"}";
        String longer = "{\"k\":\"a\",\"x\":\"" + text + "x\"}";
        String alone = "{\"k\":\"a\",\"x\":\"" + "x".repeat(961) + "\"}";
        String never = "{\"k\":\"a\",\"x\":\"" + "x".repeat(962) + "\"}";
        assertThat(fits).hasSize(492);
        assertThat(batch("a", 1, 2, fits, fits)).hasSize("insert ".length() + 1032);
        return table("by: k, maxBytes: 1032, maxEvents: 3")
                .in(1, fits, "room")
                .in(2, fits, "exactly as much as there is")
                .in(2, event("a", 1), List.of(batch("a", 1, 2, fits, fits)), "no room for any other")
                .in(3, fits, "room with the small one")
                .in(4, longer, List.of(batch("a", 2, 3, event("a", 1), fits)), "no room for three")
                .in(5, fits, List.of(batch("a", 4, 4, longer)), "one byte too many for two")
                .in(6, alone, List.of(batch("a", 5, 5, fits)), "a large one")
                .in(7, alone, List.of(batch("a", 6, 6, alone)), "and another")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> too_large_alone() {
        // {"k":"a","count":1,"from":1,"to":1,"events":[ and ]} are 47 bytes.
        String most = "{\"k\":\"a\",\"x\":\"" + "x".repeat(1024 - 47 - 16) + "\"}";
        String more = "{\"k\":\"a\",\"x\":\"" + "x".repeat(1024 - 47 - 15) + "\"}";
        assertThat(batch("a", 1, 1, most)).hasSize("insert ".length() + 1024);
        return table("by: k, maxBytes: 1KiB, maxEvents: 5")
                .in(1, event("a", 1), "an open batch")
                .deadLetter(
                        1,
                        more,
                        "1:1: the event has 978 bytes, and a batch of it alone would have more than maxBytes allows, 1024",
                        "one byte too many")
                .in(1, most, List.of(batch("a", 1, 1, event("a", 1))), "as large as a batch may be")
                .watermark(10_001, List.of(batch("a", 1, 1, most)), "by itself")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> by_the_clock() {
        return table("by: k, maxAge: 10ms, time: processing")
                .byClock()
                .clock(1_000, NOTHING, "the clock stands")
                .in(5, event("a", 1), "its own time is told, but ends nothing: until 1010")
                .clock(1_004, NOTHING, "time goes on")
                .in(3, event("a", 2), "does not change the end")
                .clock(1_009, NOTHING, "an instant is left")
                .clock(1_010, List.of(batch("a", 3, 5, event("a", 1), event("a", 2))), "by the clock")
                .rows(0, "nothing is kept")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_takes_back() {
        return table("by: k")
                .in(1, event("a", 1), "told")
                .deadLetter(
                        Op.RETRACT,
                        1,
                        event("a", 1),
                        "1:1: a batch takes what is new, and this event says retract (mr-op)",
                        "a batch cannot say which it means")
                .deadLetter(Op.UPDATE, 1, event("a", 1), "this event says update", "nor what is replaced")
                .deadLetter(Op.DELETE, 1, event("a", 1), "this event says delete", "nor what is gone")
                .waiting("1/1", "the batch stays as it was")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> described() {
        return table("by: k")
                .times("iso8601")
                .in(100, event("a", 1), "open")
                .in(50, event("a", 2), "open")
                .describes(
                        "\"a\"",
                        "[{\"count\":2,\"from\":\"1970-01-01T00:00:00.050Z\",\"to\":\"1970-01-01T00:00:00.100Z\",\"bytes\":32}]",
                        "what is known of it")
                .describes("\"b\"", "[]", "nothing is open")
                .watermark(
                        10_050,
                        List.of("insert {\"k\":\"a\",\"count\":2,\"from\":\"1970-01-01T00:00:00.050Z\","
                                + "\"to\":\"1970-01-01T00:00:00.100Z\",\"events\":[" + event("a", 1) + ","
                                + event("a", 2) + "]}"),
                        "times are written as the source writes them")
                .tests();
    }

    @Test
    void a_batchs_time_is_that_of_its_last_event_and_its_key_its_group() {
        List<Event> told = table("by: k, maxEvents: 2")
                .in(7, event("a", 1), "")
                .in(3, event("a", 2), "")
                .emitted();
        assertThat(told.get(0).timeMillis()).isEqualTo(7);
        assertThat(new String(told.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("\"a\"");
        List<Event> byClock = table("maxEvents: 2, time: processing")
                .byClock()
                .clock(1_000, NOTHING, "")
                .in(7, event("a", 1), "")
                .clock(1_003, NOTHING, "")
                .in(3, event("a", 2), "")
                .emitted();
        assertThat(byClock.get(0).timeMillis()).as("by the clock").isEqualTo(1_003);
        assertThat(byClock.get(0).key()).as("a partition has no key").isNull();
    }
}
