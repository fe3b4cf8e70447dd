package dev.millrace.model.aggregate;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.group.GroupReader;
import dev.millrace.model.resource.ResourceName;
import dev.millrace.model.step.StepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the settings of {@code aggregate}. Stateless; any thread. */
public final class AggregateReader {

    private static final Duration LEAST_EVERY = Duration.ofMillis(10);
    private static final int MOST_COUNTED = 1_000_000_000;

    private AggregateReader() {}

    /**
     * The settings; nothing when there is no meaning to them, with the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    public static Optional<StepSettings> read(NodeAt value, Scope scope) {
        KnownKeys keys = KnownKeys.of(
                value,
                "aggregate",
                Set.of("by", "window", "late", "compute", "emit", "ttl", "maxKeys", "maxBytes", "hotKeys"),
                Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        ResultNames names = new ResultNames();
        List<GroupField> by = keys.get("by")
                .map(at -> GroupReader.read(at, scope, names::group))
                .orElse(List.of());
        Optional<WindowSpec> window = keys.get("window").isEmpty()
                ? Optional.of(WindowSpec.GLOBAL)
                : keys.get("window").flatMap(at -> WindowReader.read(at, scope));
        LateSpec late =
                keys.get("late").map(at -> late(at, window.orElse(null))).orElse(LateSpec.DEFAULT);
        List<Computation> compute = keys.require("compute", "what to compute, like total: sum(amount)")
                .map(at -> ComputationReader.read(at, scope, names))
                .orElse(List.of());
        EmitSpec emit = keys.get("emit").flatMap(AggregateReader::emit).orElse(null);
        BoundsSpec bounds = BoundsReader.read(keys);
        window.ifPresent(known -> {
            checkEmit(keys, known, emit);
            checkBounds(keys, known);
        });
        EmitSpec usual =
                window.map(known -> known.kind() == WindowSpec.Kind.GLOBAL).orElse(false)
                        ? EmitSpec.ON_UPDATE
                        : EmitSpec.ON_CLOSE;
        return window.isEmpty() || compute.isEmpty()
                ? Optional.empty()
                : Optional.of(settings(
                        keys,
                        new AggregateSettings(
                                by, window.get(), late, compute, emit == null ? usual : emit, bounds, splits(keys))));
    }

    private static boolean splits(KnownKeys keys) {
        return keys.get("hotKeys").flatMap(at -> at.oneOf(List.of("split"))).isPresent();
    }

    private static AggregateSettings settings(KnownKeys keys, AggregateSettings settings) {
        if (settings.split()) {
            settings.notCombined()
                    .ifPresent(why -> keys.get("hotKeys")
                            .get()
                            .refuse(
                                    "events of a hot key cannot be put together before they meet: " + why,
                                    "leave it out"));
        }
        return settings;
    }

    private static void checkEmit(KnownKeys keys, WindowSpec window, EmitSpec emit) {
        if (window.kind() == WindowSpec.Kind.GLOBAL && emit != null && emit.kind() == EmitSpec.Kind.ON_CLOSE) {
            keys.get("emit")
                    .get()
                    .refuse(
                            "without a window nothing closes, so that there would be no result: expected on-update, {every: 1s} or {count: 100}",
                            "leave it out for a result per event");
        }
    }

    private static void checkBounds(KnownKeys keys, WindowSpec window) {
        for (String bound : List.of("ttl", "maxKeys", "maxBytes")) {
            if (window.overlaps()) {
                keys.get(bound)
                        .ifPresent(at -> at.refuse(
                                "\"" + bound + "\" with " + window.kind().word()
                                        + " windows is not built yet: what would go is a part of several windows",
                                "leave it out"));
            }
        }
    }

    private static LateSpec late(NodeAt value, WindowSpec window) {
        if (window != null && window.processingTime()) {
            value.refuse("nothing is late by the clock: \"late\" has no meaning with time: processing", "leave it out");
        }
        KnownKeys keys = KnownKeys.of(value, "late", Set.of("within", "mode", "to"), Set.of());
        Duration within = keys.get("within")
                .flatMap(at -> WindowReader.duration(at, Duration.ZERO))
                .orElse(Duration.ZERO);
        if (window != null && !window.isByTime()) {
            for (String key : List.of("within", "to")) {
                keys.get(key)
                        .ifPresent(at -> at.refuse(
                                "nothing is late "
                                        + (window.hasBorders()
                                                ? "for a " + window.kind().word() + " window"
                                                : "without a window")
                                        + ", which takes events as they come: \"" + key + "\" has no meaning",
                                "leave it out"));
            }
        }
        LateSpec.Mode mode = keys.get("mode")
                .flatMap(at -> at.oneOf(List.of("accumulating", "retracting")))
                .filter("retracting"::equals)
                .map(retracting -> LateSpec.Mode.RETRACTING)
                .orElse(LateSpec.Mode.ACCUMULATING);
        return new LateSpec(within, mode, keys.get("to").flatMap(AggregateReader::stream));
    }

    private static Optional<String> stream(NodeAt at) {
        return at.text("a stream's name").filter(name -> {
            Optional<String> mistake = ResourceName.mistake(name);
            mistake.ifPresent(sentence -> at.refuse(
                    sentence,
                    ResourceName.nearest(name)
                            .map(near -> "did you mean \"" + near + "\"?")
                            .orElse(null)));
            return mistake.isEmpty();
        });
    }

    private static Optional<EmitSpec> emit(NodeAt value) {
        if (value.node() instanceof Node.Mapping) {
            return paced(value, KnownKeys.of(value, "emit", Set.of("every", "count"), Set.of()));
        } else if (value.node() instanceof Node.Sequence) {
            value.refuse("expected on-close, on-update, {every: 1s} or {count: 100}, found a list", null);
            return Optional.empty();
        }
        return value.oneOf(List.of("on-close", "on-update", "{every: 1s}", "{count: 100}"))
                .map(word -> word.equals("on-update") ? EmitSpec.ON_UPDATE : EmitSpec.ON_CLOSE);
    }

    private static Optional<EmitSpec> paced(NodeAt value, KnownKeys keys) {
        if (keys.get("every").isEmpty() && keys.get("count").isEmpty()) {
            value.refuse("expected every, a duration like 1s, or count, a number of events, or both", null);
            return Optional.empty();
        }
        Optional<Duration> every = keys.get("every").flatMap(at -> WindowReader.duration(at, LEAST_EVERY));
        Optional<Integer> count = keys.get("count").flatMap(at -> at.integer(1, MOST_COUNTED));
        return every.isEmpty() && count.isEmpty()
                ? Optional.empty()
                : Optional.of(new EmitSpec(EmitSpec.Kind.PACED, every.orElse(Duration.ZERO), count.orElse(0)));
    }
}
