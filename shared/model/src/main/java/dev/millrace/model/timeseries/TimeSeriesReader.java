package dev.millrace.model.timeseries;

import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.aggregate.ComputationReader;
import dev.millrace.model.aggregate.LateReader;
import dev.millrace.model.aggregate.LateSpec;
import dev.millrace.model.aggregate.ResultNames;
import dev.millrace.model.aggregate.WindowReader;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.document.DurationText;
import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.group.GroupReader;
import dev.millrace.model.step.StepSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the settings of {@code timeseries}. Stateless; any thread. */
final class TimeSeriesReader {

    private static final Duration DAY = Duration.ofDays(1);
    /** As many as a byte of a key tells apart, and far more than anybody reads. */
    private static final int MOST_RESOLUTIONS = 10;

    private TimeSeriesReader() {}

    /**
     * The settings; nothing when there is no meaning to them, with the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    static Optional<StepSettings> read(NodeAt value, Scope scope) {
        KnownKeys keys = KnownKeys.of(
                value,
                "timeseries",
                Set.of("by", "resolutions", "zone", "offset", "fill", "compute", "derive", "late"),
                Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        ResultNames names = new ResultNames(TimeSeriesSettings.RESOLUTION, TimeSeriesSettings.FILLED);
        List<GroupField> by = keys.get("by")
                .map(at -> GroupReader.read(at, scope, names::group))
                .orElse(List.of());
        List<WindowSpec> resolutions = resolutions(keys);
        Fill fill = keys.get("fill")
                .flatMap(at -> at.oneOf(Fill.words()))
                .map(Fill::of)
                .orElse(Fill.NONE);
        List<Computation> compute = keys.require("compute", "what to compute, like mean: avg(temperature)")
                .map(at -> ComputationReader.read(at, scope, names))
                .orElse(List.of());
        List<Derivation> derive = keys.get("derive")
                .map(at -> DerivationReader.read(at, compute, names))
                .orElse(List.of());
        LateSpec late = keys.get("late").map(at -> LateReader.read(at, null)).orElse(LateSpec.DEFAULT);
        return resolutions.isEmpty() || compute.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimeSeriesSettings(by, resolutions, fill, compute, derive, late));
    }

    private static List<WindowSpec> resolutions(KnownKeys keys) {
        Optional<ZoneId> zone = keys.get("zone").flatMap(WindowReader::zone);
        Duration offset = keys.get("offset")
                .flatMap(at -> WindowReader.duration(at, Duration.ZERO))
                .orElse(Duration.ZERO);
        List<NodeAt> items = keys.require("resolutions", "how long windows are, like [1s, 1m, 1h]")
                .flatMap(at -> at.oneOrMore("a list of durations like [1s, 1m, 1h]"))
                .orElse(List.of());
        List<WindowSpec> windows = new ArrayList<>();
        Duration before = null;
        for (NodeAt item : items) {
            Duration size = WindowReader.duration(item, Duration.ofMillis(1)).orElse(null);
            if (size != null && fits(item, size, before, zone.isPresent())) {
                windows.add(new WindowSpec(
                        WindowSpec.Kind.TUMBLING,
                        size,
                        size,
                        offset,
                        zone,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        null,
                        0,
                        0));
                before = size;
            }
        }
        if (windows.size() > MOST_RESOLUTIONS) {
            keys.get("resolutions")
                    .get()
                    .refuse("expected at most " + MOST_RESOLUTIONS + " resolutions, found " + windows.size(), null);
        }
        Duration longest = before;
        keys.get("offset")
                .filter(at -> longest != null && offset.compareTo(longest) >= 0)
                .ifPresent(at -> at.refuse(
                        "expected less than the longest resolution " + DurationText.write(longest) + ", found "
                                + DurationText.write(offset),
                        null));
        return windows;
    }

    private static boolean fits(NodeAt item, Duration size, Duration before, boolean zoned) {
        if (before != null && (size.compareTo(before) <= 0 || size.toMillis() % before.toMillis() != 0)) {
            item.refuse(
                    DurationText.write(size) + " is not a multiple of " + DurationText.write(before)
                            + ", the resolution before, which feeds it",
                    null);
            return false;
        } else if (zoned && size.compareTo(DAY) > 0 && size.toMillis() % DAY.toMillis() != 0) {
            item.refuse(
                    "with a zone a window longer than a day is whole days, this one is " + DurationText.write(size),
                    null);
            return false;
        }
        return true;
    }
}
