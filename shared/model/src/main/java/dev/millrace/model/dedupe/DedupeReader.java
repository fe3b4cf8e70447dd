package dev.millrace.model.dedupe;

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

/** Reads and checks the settings of {@code dedupe}. Stateless; any thread. */
final class DedupeReader {

    private static final long MAX_KEYS = 1_000_000;

    private DedupeReader() {}

    /**
     * The settings; nothing when there is no meaning to them, with the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    static Optional<StepSettings> read(NodeAt value, Scope scope) {
        KnownKeys keys = KnownKeys.of(value, "dedupe", Set.of("id", "within", "maxKeys"), Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        List<GroupField> id = keys.require("id", "what makes two events the same, like orderId")
                .map(at -> GroupReader.unnamed(at, scope))
                .orElse(List.of());
        Optional<Duration> within = keys.require("within", "how long an id is remembered, like 24h")
                .flatMap(at -> LimitReader.duration(at, Duration.ofMillis(1)));
        long maxKeys = LimitReader.count(keys, "maxKeys", MAX_KEYS);
        return id.isEmpty() ? Optional.empty() : within.map(time -> new DedupeSettings(id, time, maxKeys));
    }
}
