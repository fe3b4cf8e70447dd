package dev.millrace.aggregate;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.testkit.KeyedTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Windows that overlap, or are opened and closed, by the clock of the task: an event's own time counts for nothing. */
class ClockWindowsTest {

    private static final List<String> NOTHING = List.of();

    private static KeyedTable table(String window) {
        return KeyedTable.of("aggregate:\n  by: k\n  window: {" + window
                        + ", time: processing}\n  compute: {n: count(), s: sum(x)}\n")
                .byClock();
    }

    /** Results of group 1, each {@code start end n s}. */
    private static List<String> told(String... each) {
        return Arrays.stream(each)
                .map(line -> line.split(" "))
                .map(p -> "insert {\"k\":1,\"windowStart\":" + p[0] + ",\"windowEnd\":" + p[1] + ",\"n\":" + p[2]
                        + ",\"s\":" + p[3] + ",\"pane\":0}")
                .toList();
    }

    private static String event(int x) {
        return "{\"k\":1,\"x\":" + x + "}";
    }

    @TestFactory
    Stream<DynamicTest> hopping() {
        return table("hopping: 20s, every: 10s")
                .clock(100_000, NOTHING, "")
                .in(5, event(1), "its own time is long ago")
                .clock(105_000, NOTHING, "")
                .in(900_000, event(2), "its own time is far ahead")
                .clock(109_999, NOTHING, "")
                .clock(110_000, told("90000 110000 2 3"), "the first of their windows ends")
                .in(7, event(4), "the next piece")
                .clock(120_000, told("100000 120000 3 7"), "two pieces")
                .clock(130_000, told("110000 130000 1 4"), "the first piece is not in it any more")
                .clock(140_000, NOTHING, "nothing came")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> cumulating() {
        return table("cumulate: 20s, every: 10s")
                .clock(100_000, NOTHING, "")
                .in(5, event(1), "")
                .clock(110_000, told("100000 110000 1 1"), "the first step")
                .in(5, event(2), "")
                .clock(120_000, told("100000 120000 2 3"), "the whole")
                .clock(120_001, NOTHING, "pieces go when the last window that has them is told")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> lookback() {
        return table("lookback: 10s")
                .clock(100_000, NOTHING, "")
                .in(5, event(1), "")
                .in(7, event(2), "the clock stands between two looks at it: they share a result")
                .clock(100_001, told("90000 100000 2 3"), "none can come at that time any more")
                .clock(110_000, NOTHING, "")
                .in(5, event(4), "both ends belong to the window")
                .clock(110_001, told("100000 110000 3 7"), "")
                .clock(120_000, NOTHING, "an event now would look back on the last")
                .rows(1, "which is kept")
                .clock(120_002, NOTHING, "now none would")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> sliding() {
        return table("sliding: 10s")
                .clock(100_000, NOTHING, "")
                .in(5, event(1), "")
                .clock(105_000, told("90000 100000 1 1"), "")
                .in(5, event(2), "")
                .clock(105_001, told("95000 105000 2 3"), "")
                .clock(110_001, NOTHING, "an event at this time would still belong to the window behind the first")
                .clock(110_002, told("100001 110001 1 2"), "what is behind the first")
                .clock(115_002, NOTHING, "nothing is behind the second")
                .rows(0, "nothing is left")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> opened_and_closed() {
        return table("state: {open: x > 0, close: x > 9}, max: 10s")
                .clock(100_000, NOTHING, "")
                .in(900_000, event(1), "opens")
                .clock(105_000, NOTHING, "")
                .in(5, event(0), "belongs to it")
                .clock(110_000, NOTHING, "an event now would belong to it")
                .clock(110_001, told("100000 105000 2 1"), "now none would")
                .dropped(7, event(0), DropReason.NO_WINDOW, "nothing is open")
                .in(7, event(2), "opens")
                .clock(112_000, NOTHING, "")
                .in(6, event(10), told("110001 112000 2 12"), "closes")
                .rows(0, "nothing is left")
                .tests();
    }
}
