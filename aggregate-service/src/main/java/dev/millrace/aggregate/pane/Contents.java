package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.accumulator.RowAccumulators;

/** What is in the window of the row in view. One task, its thread. */
public interface Contents {

    /**
     * Brings it together, for {@link #accumulators}.
     *
     * @return how many events it is of, those that were taken back subtracted
     * @throws dev.millrace.model.expression.EvaluationException when a result cannot be held
     */
    long gather();

    /** The values; of what was gathered last. */
    RowAccumulators accumulators();
}
