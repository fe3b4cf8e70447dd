package dev.millrace.engine.operator;

/**
 * How late an event was.
 *
 * @param lateByMillis how far the watermark had passed the event's time
 * @param windowStartMillis the window it belongs to, inclusive, epoch ms
 * @param windowEndMillis exclusive
 * @param idleAdvance whether the window was closed only because all inputs had been silent
 */
public record Lateness(long lateByMillis, long windowStartMillis, long windowEndMillis, boolean idleAdvance) {}
