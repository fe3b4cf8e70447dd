package dev.millrace.engine.operator;

/**
 * How late an event was.
 *
 * @param lateByMillis how far the watermark had passed the event's time; without a window, how far what had left the step had
 * @param windowStartMillis the window it belongs to, inclusive, epoch ms; without a window the same as its end
 * @param windowEndMillis exclusive; without a window the time up to which events had left the step
 * @param idleAdvance whether the window was closed, or the events had left, only because all inputs had been silent
 */
public record Lateness(long lateByMillis, long windowStartMillis, long windowEndMillis, boolean idleAdvance) {

    /** An event that belongs to no window, but comes behind events of a step that keeps them in order. */
    public static Lateness behind(long leftMillis, long eventMillis, boolean idleAdvance) {
        long by = leftMillis - eventMillis;
        return new Lateness(by < 0 ? Long.MAX_VALUE : by, leftMillis, leftMillis, idleAdvance);
    }

    /** Whether it is late for a window. */
    public boolean hasWindow() {
        return windowStartMillis != windowEndMillis;
    }
}
