package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.model.json.ByteSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first values by their counts, as an array of {@code {"value":…,"count":n}}; among equal counts in the order of values. Any thread. */
final class Ranking {

    private Ranking() {}

    /** Appends {@code most} values or all: the most frequent first, or the least frequent. */
    static void write(ValueCounts values, int most, boolean frequent, ByteSink out) {
        Comparator<Integer> byCount = Comparator.comparingLong(values::count);
        Comparator<Integer> order = (frequent ? byCount.reversed() : byCount).thenComparing(Comparator.naturalOrder());
        PriorityQueue<Integer> best = new PriorityQueue<>(order.reversed());
        for (int i = 0; i < values.size(); i++) {
            if (best.size() < most) {
                best.add(i);
            } else if (order.compare(i, best.peek()) < 0) {
                best.poll();
                best.add(i);
            }
        }
        List<Integer> ranked = new ArrayList<>(best);
        Collections.sort(ranked, order);
        String separator = "[";
        for (int index : ranked) {
            out.put(separator).put("{\"value\":");
            values.writeValue(index, out);
            out.put(",\"count\":").putNumber(values.count(index)).put('}');
            separator = ",";
        }
        out.put(ranked.isEmpty() ? "[]" : "]");
    }
}
