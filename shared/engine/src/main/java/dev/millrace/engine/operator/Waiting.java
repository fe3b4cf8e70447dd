package dev.millrace.engine.operator;

/**
 * What a stateful step holds back until its time comes.
 *
 * @param windows windows of one group each that are open and have not said what they know
 * @param events events in them
 * @param oldestMillis the watermark that the first of them waits for, epoch ms; {@link Long#MAX_VALUE} where none waits for one, or too many rows would
 *     have to be looked at to know
 */
public record Waiting(long windows, long events, long oldestMillis) {

    public static final Waiting NOTHING = new Waiting(0, 0, Long.MAX_VALUE);
}
