package dev.millrace.engine.operator;

/**
 * What a row of state waits for.
 *
 * @param closed whether its window has all its events by the watermark, so that only late ones change it
 * @param atMillis the watermark at which it closes or, closed, goes (inclusive), epoch ms; {@link Long#MAX_VALUE} where time alone does neither
 */
public record Turn(boolean closed, long atMillis) {}
