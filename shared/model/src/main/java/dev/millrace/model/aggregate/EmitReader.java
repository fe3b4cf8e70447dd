package dev.millrace.model.aggregate;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads when results leave. Stateless; any thread. */
public final class EmitReader {

    private static final Duration LEAST_EVERY = Duration.ofMillis(10);
    private static final int MOST_COUNTED = 1_000_000_000;

    private EmitReader() {}

    /** The setting; nothing when there is no meaning to it, with the problems noted. */
    public static Optional<EmitSpec> read(NodeAt value) {
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

    /** Notes a problem where results would never leave. */
    static void check(KnownKeys keys, WindowSpec window, EmitSpec emit) {
        if (window.kind() == WindowSpec.Kind.GLOBAL && emit != null && emit.kind() == EmitSpec.Kind.ON_CLOSE) {
            keys.get("emit")
                    .get()
                    .refuse(
                            "without a window nothing closes, so that there would be no result: expected on-update, {every: 1s} or {count: 100}",
                            "leave it out for a result per event");
        }
    }

    /** When results leave where nothing is said: when a window closes, and without one for each event. */
    public static EmitSpec usual(WindowSpec window) {
        return window.kind() == WindowSpec.Kind.GLOBAL ? EmitSpec.ON_UPDATE : EmitSpec.ON_CLOSE;
    }
}
