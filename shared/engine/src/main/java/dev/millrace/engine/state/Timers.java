package dev.millrace.engine.state;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Rows by the time of their timer. An index only: the timer itself stands in the row, and an entry whose row has gone or has another timer
 * by now is passed over. One thread.
 */
final class Timers {

    private static final class Bucket {
        private Row[] rows = new Row[4];
        private int size;
    }

    private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
    private Bucket last;
    private long lastTime;

    void add(Row row) {
        if (last == null || lastTime != row.timerMillis) {
            lastTime = row.timerMillis;
            last = buckets.computeIfAbsent(lastTime, time -> new Bucket());
        }
        if (last.size == last.rows.length) {
            last.rows = Arrays.copyOf(last.rows, last.size + (last.size >> 1));
        }
        last.rows[last.size++] = row;
    }

    /** The earliest time that an entry stands at, perhaps of no row any more; {@link Row#NO_TIMER} when there are none. */
    long first() {
        return buckets.isEmpty() ? Row.NO_TIMER : buckets.firstKey();
    }

    /** The latest time that a row's timer stands at; {@link Row#NO_TIMER} when there are none. */
    long latest() {
        for (Map.Entry<Long, Bucket> entry : buckets.descendingMap().entrySet()) {
            Bucket bucket = entry.getValue();
            for (int i = bucket.size - 1; i >= 0; i--) {
                if (isDue(bucket.rows[i], entry.getKey())) {
                    return entry.getKey();
                }
            }
        }
        return Row.NO_TIMER;
    }

    /**
     * The earliest time that stands at a row's timer of which a condition holds; {@link Row#NO_TIMER} when there is none, or none among so many.
     *
     * @param most how many rows are looked at
     */
    long first(Predicate<Row> condition, int most) {
        int looked = 0;
        for (Map.Entry<Long, Bucket> entry : buckets.entrySet()) {
            Bucket bucket = entry.getValue();
            for (int i = 0; i < bucket.size; i++) {
                if (looked++ == most) {
                    return Row.NO_TIMER;
                } else if (isDue(bucket.rows[i], entry.getKey()) && condition.test(bucket.rows[i])) {
                    return entry.getKey();
                }
            }
        }
        return Row.NO_TIMER;
    }

    /** Takes out one row whose timer stands at or before that time; null when there is none. */
    Row take(long timeMillis) {
        while (!buckets.isEmpty()) {
            Map.Entry<Long, Bucket> entry = buckets.firstEntry();
            if (entry.getKey() > timeMillis) {
                return null;
            }
            Bucket bucket = entry.getValue();
            while (bucket.size > 0) {
                Row row = bucket.rows[--bucket.size];
                bucket.rows[bucket.size] = null;
                if (isDue(row, entry.getKey())) {
                    return row;
                }
            }
            buckets.pollFirstEntry();
            last = null;
        }
        return null;
    }

    private static boolean isDue(Row row, long time) {
        return row.touched != KeyedState.REMOVED && row.timerMillis == time;
    }

    void clear() {
        buckets.clear();
        last = null;
    }
}
