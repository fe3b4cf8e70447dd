package dev.millrace.model.resource;

import java.time.Duration;

/**
 * How a stream's watermark is made.
 *
 * @param maxDelay how late events may come behind the latest one
 * @param idleAfter silence after which a partition is left out
 * @param maxAhead how far an event's time may lie ahead of its arrival
 * @param advanceWhenIdle whether time goes on while all inputs are silent
 */
public record WatermarkSpec(Duration maxDelay, Duration idleAfter, Duration maxAhead, boolean advanceWhenIdle) {

    /** The defaults for a stream with a timestamp. */
    public static WatermarkSpec byTimestamp() {
        return new WatermarkSpec(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), true);
    }

    /** The defaults for a stream whose event time is arrival. */
    public static WatermarkSpec byArrival() {
        return new WatermarkSpec(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(5), true);
    }
}
