package dev.millrace.engine.operator;

/**
 * What a stateful step holds back until its time comes.
 *
 * @param windows windows of one group each that are open and have not said what they know
 * @param events events in them
 */
public record Waiting(long windows, long events) {

    public static final Waiting NOTHING = new Waiting(0, 0);
}
