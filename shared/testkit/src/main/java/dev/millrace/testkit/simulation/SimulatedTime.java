package dev.millrace.testkit.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** The one clock of a simulation, and what is to happen on it later. Moves only when told to. One thread. */
public final class SimulatedTime {

    private record Event(long millis, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return millis != other.millis ? Long.compare(millis, other.millis) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMillis;
    private long order;

    /** @param startMillis what the clock shows first, epoch ms */
    public SimulatedTime(long startMillis) {
        this.nowMillis = startMillis;
    }

    public long millis() {
        return nowMillis;
    }

    public long nanos() {
        return nowMillis * 1_000_000;
    }

    /** Does something when that much time has passed. */
    void later(long afterMillis, Runnable action) {
        events.add(new Event(nowMillis + afterMillis, order++, action));
    }

    /** Moves on, and lets happen what is due on the way. */
    void advance(long byMillis) {
        long to = nowMillis + byMillis;
        while (!events.isEmpty() && events.peek().millis <= to) {
            Event next = events.poll();
            nowMillis = Math.max(nowMillis, next.millis);
            next.action.run();
        }
        nowMillis = to;
    }

    /** Moves on until the condition holds, as a client does that waits; false when that takes longer. */
    boolean await(long mostMillis, BooleanSupplier condition) {
        long end = nowMillis + mostMillis;
        while (!condition.getAsBoolean()) {
            if (nowMillis >= end) {
                return false;
            }
            advance(1);
        }
        return true;
    }

    /** The same clock as Java has it. */
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(nowMillis);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("withZone");
            }
        };
    }
}
