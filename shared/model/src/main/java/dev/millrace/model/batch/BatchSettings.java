package dev.millrace.model.batch;

import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.step.KeyedSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@code batch}.
 *
 * @param by what events are grouped by, in the order of the batch's fields; empty for what one task reads, whatever it is
 * @param maxEvents how many events a batch has at most, inclusive
 * @param maxAge how long after its earliest event a batch ends, 1 ms to 366 days, both inclusive
 * @param byClock whether age is by the clock, from the first event taken on, instead of by event time
 * @param maxBytes how many bytes a batch has at most as a document, inclusive
 */
public record BatchSettings(List<GroupField> by, long maxEvents, Duration maxAge, boolean byClock, long maxBytes)
        implements KeyedSettings {

    /** The batch's field with the number of its events. */
    public static final String COUNT = "count";

    /** The batch's field with the earliest time of its events. */
    public static final String FROM = "from";

    /** The batch's field with the latest time of its events. */
    public static final String TO = "to";

    /** The batch's field with its events, in the order in which they came. */
    public static final String EVENTS = "events";

    public BatchSettings {
        by = List.copyOf(by);
    }

    /** The names of a batch's fields in the order in which they stand. */
    public List<String> resultFields() {
        List<String> names = new ArrayList<>();
        by.forEach(group -> names.add(group.name()));
        names.addAll(List.of(COUNT, FROM, TO, EVENTS));
        return names;
    }

    /** What is known of the fields behind the step: these and no others. */
    public Scope scope() {
        return Scope.of(
                resultFields().stream().map(name -> FieldPath.of(List.of(name))).toList());
    }

    @Override
    public boolean byPartition() {
        return by.isEmpty();
    }

    @Override
    public Optional<String> lateStream(String pipeline) {
        return Optional.empty();
    }

    @Override
    public boolean replacesResults() {
        return false;
    }

    @Override
    public Duration span() {
        return maxAge;
    }

    @Override
    public Duration lag() {
        return maxAge;
    }
}
