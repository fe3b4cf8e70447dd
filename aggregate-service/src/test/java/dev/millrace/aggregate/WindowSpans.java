package dev.millrace.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** All windows there may be for the times of a group's events, by the definition of each kind: nothing of the operators'. Stateless; any thread. */
public final class WindowSpans {

    private WindowSpans() {}

    /** A window by what results say of it; both times as they are told, and both of what is in it, inclusive. */
    public record Span(long start, long end, long first, long last) {}

    public static List<Span> aligned(TreeSet<Long> times, long size, long every, long offset) {
        List<Span> spans = new ArrayList<>();
        long from = Math.floorDiv(times.first() - size, every) * every + offset - every;
        for (long start = from; start <= times.last(); start += every) {
            spans.add(new Span(start, start + size, start, start + size - 1));
        }
        return spans;
    }

    public static List<Span> cumulating(TreeSet<Long> times, long size, long every) {
        List<Span> spans = new ArrayList<>();
        for (long start = Math.floorDiv(times.first(), size) * size; start <= times.last(); start += size) {
            for (long end = start + every; end <= start + size; end += every) {
                spans.add(new Span(start, end, start, end - 1));
            }
        }
        return spans;
    }

    public static List<Span> lookback(TreeSet<Long> times, long length) {
        return times.stream()
                .map(time -> new Span(time - length, time, time - length, time))
                .toList();
    }

    public static List<Span> sliding(TreeSet<Long> times, long length) {
        TreeMap<Long, Span> byStart = new TreeMap<>();
        for (long time : times) {
            for (long start : List.of(time - length, time + 1)) {
                byStart.put(start, new Span(start, start + length, start, start + length));
            }
        }
        return List.copyOf(byStart.values());
    }

    public static List<Span> sessions(TreeSet<Long> times, long gap) {
        List<Span> spans = new ArrayList<>();
        long first = times.first();
        long last = first;
        for (long time : times) {
            if (time - last > gap) {
                spans.add(new Span(first, last, first, last));
                first = time;
            }
            last = time;
        }
        spans.add(new Span(first, last, first, last));
        return spans;
    }
}
