package dev.millrace.engine.time;

/**
 * How far event time has come in a task. Immutable.
 *
 * @param watermarkMillis no event before this time is expected (exclusive), epoch ms; {@link Long#MIN_VALUE} while nothing is known, {@link
 *     Long#MAX_VALUE} after the end of input
 * @param heldBackBy the number of the upstream task that has come least far; -1 where the task reads a stream that anybody may write, or
 *     nobody is waited for
 * @param idle whether the input is silent and not waited for
 * @param idleAdvanceMillis how far time was moved on because everything was silent, in all
 */
public record TimeStatus(long watermarkMillis, int heldBackBy, boolean idle, long idleAdvanceMillis) {}
