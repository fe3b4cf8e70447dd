package dev.millrace.aggregate.timeseries;

import dev.millrace.engine.state.Row;

/**
 * One closed window of a group in one resolution.
 *
 * @param start its first instant, epoch ms
 * @param values as {@link SeriesValues} has them
 */
record SeriesPoint(Row row, long start, byte[][] values) {}
