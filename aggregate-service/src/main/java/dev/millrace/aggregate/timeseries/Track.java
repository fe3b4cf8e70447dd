package dev.millrace.aggregate.timeseries;

import dev.millrace.engine.state.Row;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The closed windows that are kept of one group in one resolution, by their starts. Derived from rows. One task, its thread. */
final class Track {

    private final byte[] group;
    private final int resolution;
    private final TreeMap<Long, Row> closed = new TreeMap<>();

    Track(byte[] group, int resolution) {
        this.group = group;
        this.resolution = resolution;
    }

    byte[] group() {
        return group;
    }

    int resolution() {
        return resolution;
    }

    void put(Row row) {
        closed.put(SeriesKey.start(row), row);
    }

    void removeFirst() {
        closed.pollFirstEntry();
    }

    Row get(long start) {
        return closed.get(start);
    }

    Map.Entry<Long, Row> before(long start) {
        return closed.lowerEntry(start);
    }

    Map.Entry<Long, Row> after(long start) {
        return closed.higherEntry(start);
    }

    /** All, the earliest first. */
    Collection<Row> rows() {
        return closed.values();
    }

    /** Those from a start on. */
    Collection<Row> from(long start) {
        return closed.tailMap(start, true).values();
    }

    boolean isEmpty() {
        return closed.isEmpty();
    }
}
