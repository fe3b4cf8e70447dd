package dev.millrace.aggregate;

import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** State that is bounded: what a bound makes go is told and counted, and the step goes on. */
class AggregateBoundsTest {

    private static final List<String> NOTHING = List.of();

    /** Windows of 100 ms. */
    private static KeyedTable table(String rest) {
        return KeyedTable.of(
                "aggregate:\n  by: k\n  window: {tumbling: 100ms}\n  compute: {n: count(), s: sum(x)}\n" + rest);
    }

    private static String event(String group, int x) {
        return "{\"k\":\"" + group + "\",\"x\":" + x + "}";
    }

    private static String result(String op, String group, int start, int count, int sum, int pane) {
        return op + " {\"k\":\"" + group + "\",\"windowStart\":" + start + ",\"windowEnd\":" + (start + 100) + ",\"n\":"
                + count + ",\"s\":" + sum + ",\"pane\":" + pane + "}";
    }

    @TestFactory
    Stream<DynamicTest> max_keys() {
        return table("  maxKeys: 2\n")
                .in(1, event("a", 1), "room")
                .in(2, event("b", 2), "the bound is inclusive")
                .evicted("", "nothing had to go")
                .in(
                        3,
                        event("c", 4),
                        List.of(result("insert", "a", 0, 1, 1, 0)),
                        "of one window the group touched least recently is told and goes")
                .evicted("evicted-max-keys 1", "and counted")
                .waiting("2/2", "two windows wait")
                .in(4, event("b", 8), "touched again")
                .in(5, event("a", 16), List.of(result("insert", "c", 0, 1, 4, 0)), "comes again; b was touched after c")
                .evicted("evicted-max-keys 2", "counted")
                .watermark(
                        100,
                        List.of(result("insert", "a", 0, 1, 16, 1), result("insert", "b", 0, 2, 10, 0)),
                        "what came behind a's first result has the next pane, and adds to it")
                .rows(0, "nothing is kept of a window that is over")
                .in(201, event("a", 1), "the later window")
                .in(101, event("a", 2), "the older window")
                .in(
                        202,
                        event("b", 4),
                        List.of(result("insert", "a", 100, 1, 2, 0)),
                        "the window that ends first goes first, whenever it was touched")
                .in(
                        102,
                        event("c", 8),
                        List.of(result("insert", "c", 100, 1, 8, 1)),
                        "in a full table one of an older window goes at once; its window's numbers go on")
                .evicted("evicted-max-keys 4", "counted")
                .watermark(
                        300,
                        List.of(result("insert", "a", 200, 1, 1, 0), result("insert", "b", 200, 1, 4, 0)),
                        "the others close as ever")
                .rows(0, "all is over")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> max_bytes() {
        String a = "a".repeat(400);
        String b = "b".repeat(400);
        String c = "c".repeat(400);
        String huge = "d".repeat(1100);
        return table("  maxBytes: 1KiB\n")
                .in(1, event(a, 1), "430 and some bytes")
                .in(2, event(b, 2), "fits")
                .in(3, event(c, 4), List.of(result("insert", a, 0, 1, 1, 0)), "three are too many")
                .evicted("evicted-max-bytes 1", "counted")
                .in(
                        4,
                        event(huge, 8),
                        List.of(
                                result("insert", b, 0, 1, 2, 0),
                                result("insert", c, 0, 1, 4, 0),
                                result("insert", huge, 0, 1, 8, 1)),
                        "what is too large alone goes, too")
                .evicted("evicted-max-bytes 4", "counted")
                .in(5, event("e", 16), "the step goes on")
                .watermark(100, List.of(result("insert", "e", 0, 1, 16, 2)), "and closes its windows")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> values_that_grow() {
        String text = "t".repeat(600);
        return KeyedTable.of(
                        "aggregate:\n  by: k\n  window: {tumbling: 100ms}\n  compute: {m: max(t)}\n  maxBytes: 1KiB\n")
                .in(1, "{\"k\":1,\"t\":\"" + text + "\"}", "fits")
                .in(2, "{\"k\":2,\"t\":\"a\"}", "fits")
                .in(
                        3,
                        "{\"k\":2,\"t\":\"" + text + "\"}",
                        List.of("insert {\"k\":1,\"windowStart\":0,\"windowEnd\":100,\"m\":\"" + text
                                + "\",\"pane\":0}"),
                        "a row that was there has grown")
                .evicted("evicted-max-bytes 1", "counted")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> ttl() {
        return table("  ttl: 5ms\n")
                .in(1, event("a", 1), "kept until 6")
                .in(3, event("b", 2), "kept until 8")
                .watermark(5, NOTHING, "nobody's time has come")
                .in(6, event("a", 4), "touched: kept until 11")
                .watermark(7, NOTHING, "b has an instant left")
                .watermark(8, List.of(result("insert", "b", 0, 1, 2, 0)), "for 5 ms nothing touched b")
                .evicted("evicted-ttl 1", "counted")
                .waiting("1/2", "a waits")
                .in(2, event("a", 8), "behind the watermark: kept until 5 ms after that, 13")
                .watermark(12, NOTHING, "a has an instant left")
                .watermark(13, List.of(result("insert", "a", 0, 3, 13, 0)), "a's time has come")
                .in(98, event("b", 16), "comes again; its window would close before its time is over")
                .watermark(100, List.of(result("insert", "b", 0, 1, 16, 1)), "the window closes, with the next pane")
                .evicted("evicted-ttl 2", "which is no eviction")
                .in(101, event("a", 1), "kept until 106")
                .idle(1000, List.of(result("insert", "a", 100, 1, 1, 0)), "time that goes past both is one end only")
                .evicted("evicted-ttl 3", "the earlier")
                .rows(0, "all is over")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> ttl_by_the_clock() {
        return KeyedTable.of("aggregate:\n  by: k\n  window: {tumbling: 100ms, time: processing}\n"
                        + "  compute: {n: count(), s: sum(x)}\n  ttl: 5ms\n")
                .byClock()
                .clock(10, NOTHING, "the clock stands")
                .in(90, event("a", 1), "its own time means nothing: kept until 15")
                .clock(14, NOTHING, "an instant left")
                .clock(15, List.of(result("insert", "a", 0, 1, 1, 0)), "its time has come")
                .evicted("evicted-ttl 1", "counted")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> rows_kept_for_late_events_go_first() {
        return table("  late: {within: 50ms}\n  maxKeys: 1\n")
                .in(1, event("a", 1), "in time")
                .watermark(100, List.of(result("insert", "a", 0, 1, 1, 0)), "closes, and stays for late events")
                .in(2, event("a", 2), List.of(result("update", "a", 0, 2, 3, 1)), "one comes")
                .in(101, event("b", 4), "the closed window goes, and has nothing to say")
                .evicted("evicted-max-keys 1", "but is counted")
                .in(
                        3,
                        event("a", 8),
                        List.of(result("insert", "a", 0, 1, 8, 2)),
                        "one more comes: a result of its own that replaces nothing, told once, and goes")
                .evicted("evicted-max-keys 2", "counted")
                .watermark(150, NOTHING, "no late events any more")
                .rows(1, "nothing is known of that window")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> told_at_each_event() {
        return table("  emit: on-update\n  maxKeys: 1\n")
                .in(1, event("a", 1), List.of(result("insert", "a", 0, 1, 1, 0)), "told")
                .in(2, event("a", 2), List.of(result("update", "a", 0, 2, 3, 1)), "told")
                .in(3, event("b", 4), List.of(result("insert", "b", 0, 1, 4, 0)), "a has said all")
                .in(4, event("b", 8), List.of(result("update", "b", 0, 2, 12, 1)), "a row of its own counts on")
                .in(5, event("a", 16), List.of(result("insert", "a", 0, 1, 16, 2)), "begins anew behind its last pane")
                .evicted("evicted-max-keys 2", "counted")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> told_at_a_pace() {
        return table("  emit: {every: 10ms}\n  maxKeys: 1\n")
                .clock(1, NOTHING, "the clock stands")
                .in(1, event("a", 1), "waits for the tick")
                .in(
                        2,
                        event("b", 2),
                        List.of(result("insert", "a", 0, 1, 1, 0)),
                        "a goes and says what it has not said")
                .clock(10, List.of(result("insert", "b", 0, 1, 2, 0)), "the tick tells of the one that is there")
                .in(3, event("c", 4), "b has said all")
                .waiting("1/1", "c waits")
                .clock(20, List.of(result("insert", "c", 0, 1, 4, 1)), "the tick tells of c")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> what_is_taken_back() {
        return table("  late: {mode: retracting}\n  emit: on-update\n  maxKeys: 1\n")
                .in(1, event("a", 1), List.of(result("insert", "a", 0, 1, 1, 0)), "told")
                .in(2, event("b", 2), List.of(result("insert", "b", 0, 1, 2, 0)), "a goes; what it said stays")
                .in(
                        3,
                        event("a", 4),
                        List.of(result("insert", "a", 0, 1, 4, 1)),
                        "comes again: nothing is taken back, the two add up")
                .in(
                        4,
                        event("a", 8),
                        List.of(result("retract", "a", 0, 1, 4, 1), result("insert", "a", 0, 2, 12, 2)),
                        "takes back its own result")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> numbers_of_many_windows() {
        KeyedTable table = table("  maxKeys: 1\n")
                .in(1, event("a", 1), "window 0")
                .in(101, event("a", 1), List.of(result("insert", "a", 0, 1, 1, 0)), "goes for window 100")
                .in(2, event("a", 1), List.of(result("insert", "a", 0, 1, 1, 1)), "comes again and goes again");
        for (int start = 200; start < 4000; start += 100) {
            table.in(start, event("a", 1), List.of(result("insert", "a", start - 100, 1, 1, 0)), "goes for the next");
        }
        return table.rows(2, "the row of the last window, and one for the numbers of all others")
                .in(3801, event("a", 2), List.of(result("insert", "a", 3800, 1, 2, 1)), "a number that is known")
                .in(
                        1,
                        event("a", 2),
                        List.of(result("insert", "a", 0, 1, 2, 2)),
                        "one that shares its place with others")
                .in(101, event("a", 2), List.of(result("insert", "a", 100, 1, 2, 3)), "skips some and is no other's")
                .watermark(3900, NOTHING, "those windows are over")
                .rows(1, "and their numbers are forgotten")
                .watermark(4000, List.of(result("insert", "a", 3900, 1, 1, 0)), "the last closes as ever")
                .rows(0, "all is over")
                .tests();
    }
}
