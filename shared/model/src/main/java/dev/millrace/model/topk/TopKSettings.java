package dev.millrace.model.topk;

import dev.millrace.model.aggregate.EmitSpec;
import dev.millrace.model.aggregate.LateSpec;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.step.KeyedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@code topK}.
 *
 * @param k how many rows of a group and window pass at most, 1 to 10,000, both inclusive
 * @param order the number that rows are ranked by
 * @param least whether the rows with the least numbers pass instead of those with the greatest
 * @param by what rows are grouped by; empty for one group of everything
 * @param window which rows of a group are ranked together: tumbling, or all there ever are
 * @param late what becomes of rows that come after their window's end; its mode has no meaning
 * @param emit when rows leave; not after a number of events
 * @param appendOnly whether nothing that came is ever taken back, so that only the best k rows need be kept
 * @param maxRows how many rows of a group and window are kept at most, inclusive, not less than k; of no meaning where {@code appendOnly}
 */
public record TopKSettings(
        int k,
        Expression order,
        boolean least,
        List<GroupField> by,
        WindowSpec window,
        LateSpec late,
        EmitSpec emit,
        boolean appendOnly,
        long maxRows)
        implements KeyedSettings {

    public TopKSettings {
        by = List.copyOf(by);
    }

    /** How many rows of a group and window are kept at most, inclusive. */
    public long keptRows() {
        return appendOnly ? k : maxRows;
    }

    @Override
    public boolean byClock() {
        return window.processingTime();
    }

    @Override
    public Optional<String> lateStream(String pipeline) {
        return window.isAligned() && !byClock() ? Optional.of(late.to().orElse(pipeline + ".late")) : Optional.empty();
    }

    /** A row that is among the best no more is taken back. */
    @Override
    public boolean replacesResults() {
        return false;
    }

    @Override
    public Duration span() {
        return window.size();
    }
}
