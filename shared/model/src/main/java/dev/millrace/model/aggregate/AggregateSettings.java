package dev.millrace.model.aggregate;

import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.step.KeyedSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@code aggregate}.
 *
 * @param by what events are grouped by, in the order of the result's fields; empty for one group of everything
 * @param window which events of a group belong together
 * @param late what becomes of events that come after their window's end
 * @param compute what is computed, at least one; all names of {@code by} and {@code compute} differ
 * @param emit when results leave
 * @param bounds how much state a task may keep
 * @param split whether events of a group are put together where they are read and meet behind a repartition topic, also where they lie together
 *     already
 */
public record AggregateSettings(
        List<GroupField> by,
        WindowSpec window,
        LateSpec late,
        List<Computation> compute,
        EmitSpec emit,
        BoundsSpec bounds,
        boolean split)
        implements KeyedSettings {

    /** The result's field with the window's first instant. */
    public static final String WINDOW_START = "windowStart";

    /** The result's field with the instant after the window's last. */
    public static final String WINDOW_END = "windowEnd";

    /** The result's field that counts the results of one group and window, from 0. */
    public static final String PANE = "pane";

    public AggregateSettings {
        by = List.copyOf(by);
        compute = List.copyOf(compute);
    }

    /** The names of a result's fields in the order in which they stand. */
    public List<String> resultFields() {
        List<String> names = new ArrayList<>();
        by.forEach(group -> names.add(group.name()));
        if (window.hasBorders()) {
            names.add(WINDOW_START);
            names.add(WINDOW_END);
        }
        compute.forEach(computation -> names.add(computation.name()));
        names.add(PANE);
        return names;
    }

    /**
     * Why events of a group cannot be put together before they meet, without results being others; empty where they can: not where each event or a
     * number of them has a result, nor where the window is that of the arrival behind the topic or depends on the events that come, nor where state
     * is bounded: it counts then which group had an event last, and when.
     */
    public Optional<String> notCombined() {
        if (emit.kind() == EmitSpec.Kind.ON_UPDATE || emit.count() > 0) {
            return Optional.of("results leave after a number of events (emit)");
        } else if (!window.isAligned() && window.hasBorders()) {
            return Optional.of("which events are in a " + window.kind().word() + " window depends on the others");
        } else if (byClock()) {
            return Optional.of("the window is that of the clock where they meet");
        }
        return bounds.equals(BoundsSpec.NONE)
                ? Optional.empty()
                : Optional.of("bounds of state go by which group had an event last");
    }

    @Override
    public boolean spreads() {
        return split;
    }

    @Override
    public boolean byClock() {
        return window.processingTime();
    }

    /** Whether some events can come too late: where windows have an end that does not depend on which event comes next. */
    public boolean knowsLateEvents() {
        return !window.processingTime() && window.isByTime();
    }

    @Override
    public boolean replacesResults() {
        return late.mode() == LateSpec.Mode.ACCUMULATING
                && (emit.kind() != EmitSpec.Kind.ON_CLOSE || !late.within().isZero());
    }

    @Override
    public Duration span() {
        return window.size();
    }

    @Override
    public Optional<String> lateStream(String pipeline) {
        return knowsLateEvents() ? Optional.of(late.to().orElse(pipeline + ".late")) : Optional.empty();
    }

    /** What is known of the fields behind the step: these and no others. */
    public Scope scope() {
        return Scope.of(
                resultFields().stream().map(name -> FieldPath.of(List.of(name))).toList());
    }
}
