package dev.millrace.model.timeseries;

import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.aggregate.LateSpec;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.step.KeyedSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@code timeseries}.
 *
 * @param by what events are grouped by; empty for one group of everything
 * @param resolutions tumbling windows, the shortest first, each a multiple of the one before; at least one
 * @param fill what stands in windows without events
 * @param compute what is computed, at least one
 * @param derive what is computed of results; all names differ
 * @param late what becomes of late events
 */
public record TimeSeriesSettings(
        List<GroupField> by,
        List<WindowSpec> resolutions,
        Fill fill,
        List<Computation> compute,
        List<Derivation> derive,
        LateSpec late)
        implements KeyedSettings {

    /** The result's field that names its resolution. */
    public static final String RESOLUTION = "resolution";
    /** The result's field that says whether its window has no events. */
    public static final String FILLED = "filled";

    public TimeSeriesSettings {
        by = List.copyOf(by);
        resolutions = List.copyOf(resolutions);
        compute = List.copyOf(compute);
        derive = List.copyOf(derive);
    }

    /** The names of a result's fields in the order in which they stand. */
    public List<String> resultFields() {
        List<String> names = new ArrayList<>();
        by.forEach(group -> names.add(group.name()));
        names.add(RESOLUTION);
        names.add(AggregateSettings.WINDOW_START);
        names.add(AggregateSettings.WINDOW_END);
        compute.forEach(computation -> names.add(computation.name()));
        derive.forEach(derivation -> names.add(derivation.name()));
        names.add(FILLED);
        names.add(AggregateSettings.PANE);
        return names;
    }

    /** How many results before a window's own are needed to tell it. */
    public int before() {
        int before = fill == Fill.NONE ? 0 : 1;
        for (Derivation derivation : derive) {
            before = Math.max(before, derivation.before());
        }
        return before;
    }

    @Override
    public boolean byClock() {
        return false;
    }

    @Override
    public Optional<String> lateStream(String pipeline) {
        return Optional.of(late.to().orElse(pipeline + ".late"));
    }

    @Override
    public boolean replacesResults() {
        return late.mode() == LateSpec.Mode.ACCUMULATING && !late.within().isZero();
    }

    @Override
    public Duration span() {
        return resolutions.get(resolutions.size() - 1).size();
    }

    /** What is known of the fields behind the step: these and no others. */
    public Scope scope() {
        return Scope.of(
                resultFields().stream().map(name -> FieldPath.of(List.of(name))).toList());
    }
}
