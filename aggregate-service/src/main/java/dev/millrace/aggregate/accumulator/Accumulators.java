package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.accumulator.distinct.ApproximateDistinct;
import dev.millrace.aggregate.accumulator.distinct.CollectSet;
import dev.millrace.aggregate.accumulator.distinct.CountDistinct;
import dev.millrace.aggregate.accumulator.distinct.HeavyHitters;
import dev.millrace.aggregate.accumulator.distinct.RankedValues;
import dev.millrace.aggregate.accumulator.moment.Correlation;
import dev.millrace.aggregate.accumulator.moment.Variance;
import dev.millrace.aggregate.accumulator.quantile.Histogram;
import dev.millrace.aggregate.accumulator.quantile.Percentile;
import dev.millrace.aggregate.accumulator.series.Collect;
import dev.millrace.aggregate.accumulator.series.DecayedMean;
import dev.millrace.aggregate.accumulator.series.Delta;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;

/** Which accumulator computes what. Stateless; any thread. */
final class Accumulators {

    private Accumulators() {}

    /** The accumulator of a computation, in a layout that is made. */
    static Accumulator of(Computation computation, RowCells cells) {
        if (computation.condition().isEmpty()) {
            return computation.arguments().isEmpty() ? new CountAll(cells) : all(computation, cells);
        }
        Accumulator filtered = computation.arguments().isEmpty() ? new CountEvents(cells) : all(computation, cells);
        return new Filtered(filtered, computation.condition().get());
    }

    private static Accumulator all(Computation computation, RowCells cells) {
        boolean approximate = computation.parameters().approximate();
        return switch (computation.function()) {
            case COUNT, COUNT_IF -> new Count(computation, cells);
            case SUM -> new Sum(computation, cells, false);
            case AVG -> new Sum(computation, cells, true);
            case MIN -> new Extreme(computation, cells, -1);
            case MAX -> new Extreme(computation, cells, 1);
            case MIN_BY -> new ExtremeBy(computation, cells, -1);
            case MAX_BY -> new ExtremeBy(computation, cells, 1);
            case FIRST -> new Edge(computation, cells, false);
            case LAST -> new Edge(computation, cells, true);
            case VARIANCE -> new Variance(computation, cells, false);
            case STDDEV -> new Variance(computation, cells, true);
            case CORRELATION -> new Correlation(computation, cells);
            case MEDIAN, PERCENTILE -> new Percentile(computation, cells);
            case HISTOGRAM -> new Histogram(computation, cells);
            case COUNT_DISTINCT ->
                approximate ? new ApproximateDistinct(computation, cells) : new CountDistinct(computation, cells);
            case TOP_K ->
                approximate ? new HeavyHitters(computation, cells) : new RankedValues(computation, cells, true);
            case BOTTOM_K -> new RankedValues(computation, cells, false);
            case COLLECT -> new Collect(computation, cells);
            case COLLECT_SET -> new CollectSet(computation, cells);
            case DELTA -> new Delta(computation, cells, false);
            case RATE -> new Delta(computation, cells, true);
            case EWMA -> new DecayedMean(computation, cells);
        };
    }
}
