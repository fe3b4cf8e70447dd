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
                Set.of("by", "window", "late", "compute", "emit", "ttl", "maxKeys", "maxBytes"),
                Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        ResultNames names = new ResultNames();
        List<GroupField> by = keys.get("by")
                .map(at -> GroupReader.read(at, scope, names::group))
                .orElse(List.of());
        Optional<WindowSpec> window = keys.get("window").flatMap(WindowReader::read);
        if (keys.get("window").isEmpty()) {
            value.refuse(
                    "an aggregate without a window is not built yet: \"window\" is missing", "window: {tumbling: 1m}");
        }
        boolean byClock = window.map(WindowSpec::processingTime).orElse(false);
        LateSpec late = keys.get("late").map(at -> late(at, byClock)).orElse(LateSpec.DEFAULT);
        List<Computation> compute = keys.require("compute", "what to compute, like total: sum(amount)")
                .map(at -> ComputationReader.read(at, scope, names))
                .orElse(List.of());
        EmitSpec emit = keys.get("emit").flatMap(AggregateReader::emit).orElse(EmitSpec.ON_CLOSE);
        BoundsSpec bounds = BoundsReader.read(keys);
        return window.isEmpty() || compute.isEmpty()
                ? Optional.empty()
                : Optional.of(new AggregateSettings(by, window.get(), late, compute, emit, bounds));
    }

    private static LateSpec late(NodeAt value, boolean byClock) {
        if (byClock) {
            value.refuse("nothing is late by the clock: \"late\" has no meaning with time: processing", "leave it out");
        }
        KnownKeys keys = KnownKeys.of(value, "late", Set.of("within", "mode", "to"), Set.of());
        Duration within = keys.get("within")
                .flatMap(at -> WindowReader.duration(at, Duration.ZERO))
                .orElse(Duration.ZERO);
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
            KnownKeys keys = KnownKeys.of(value, "emit", Set.of("every"), Set.of());
            return keys.require("every", "a duration like 1s")
                    .flatMap(at -> WindowReader.duration(at, LEAST_EVERY))
                    .map(every -> new EmitSpec(EmitSpec.Kind.EVERY, every));
        } else if (value.node() instanceof Node.Sequence) {
            value.refuse("expected on-close, on-update or {every: 1s}, found a list", null);
            return Optional.empty();
        }
        return value.oneOf(List.of("on-close", "on-update", "{every: 1s}"))
                .map(word -> word.equals("on-update") ? EmitSpec.ON_UPDATE : EmitSpec.ON_CLOSE);
    }
}
