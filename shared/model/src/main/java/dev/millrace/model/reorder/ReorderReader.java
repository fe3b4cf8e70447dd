package dev.millrace.model.reorder;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.group.GroupReader;
import dev.millrace.model.limit.LimitReader;
import dev.millrace.model.step.StepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the settings of {@code reorder}. Stateless; any thread. */
final class ReorderReader {

    private static final long MAX_EVENTS = 10_000;
    private static final long MAX_BYTES = 16L << 20;
    private static final long MOST_BYTES = 1L << 40;

    private ReorderReader() {}

    /**
     * The settings; nothing when there is no meaning to them, with the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    static Optional<StepSettings> read(NodeAt value, Scope scope) {
        KnownKeys keys = KnownKeys.of(value, "reorder", Set.of("hold", "by", "maxEvents", "maxBytes"), Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        Optional<Duration> hold = keys.require("hold", "how long events are held, like 10s")
                .flatMap(at -> LimitReader.duration(at, Duration.ZERO));
        List<GroupField> by =
                keys.get("by").map(at -> GroupReader.unnamed(at, scope)).orElse(List.of());
        long maxEvents = LimitReader.count(keys, "maxEvents", MAX_EVENTS);
        long maxBytes = LimitReader.bytes(keys, "maxBytes", MAX_BYTES, MOST_BYTES);
        return hold.map(time -> new ReorderSettings(time, by, maxEvents, maxBytes));
    }
}
