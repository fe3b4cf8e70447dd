package dev.millrace.model.aggregate;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.group.GroupReader;
import dev.millrace.model.step.StepSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the settings of {@code aggregate}. Stateless; any thread. */
public final class AggregateReader {

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
        LateSpec late = keys.get("late")
                .map(at -> LateReader.read(at, window.orElse(null)))
                .orElse(LateSpec.DEFAULT);
        List<Computation> compute = keys.require("compute", "what to compute, like total: sum(amount)")
                .map(at -> ComputationReader.read(at, scope, names))
                .orElse(List.of());
        EmitSpec emit = keys.get("emit").flatMap(EmitReader::read).orElse(null);
        BoundsSpec bounds = BoundsReader.read(keys);
        window.ifPresent(known -> {
            EmitReader.check(keys, known, emit);
            checkBounds(keys, known);
        });
        return window.isEmpty() || compute.isEmpty()
                ? Optional.empty()
                : Optional.of(settings(
                        keys,
                        new AggregateSettings(
                                by,
                                window.get(),
                                late,
                                compute,
                                emit == null ? EmitReader.usual(window.get()) : emit,
                                bounds,
                                splits(keys))));
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
}
