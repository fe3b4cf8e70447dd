package dev.millrace.model.batch;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.group.GroupReader;
import dev.millrace.model.limit.LimitReader;
import dev.millrace.model.step.StepSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the settings of {@code batch}. Stateless; any thread. */
final class BatchReader {

    private static final long MAX_EVENTS = 100;
    private static final Duration MAX_AGE = Duration.ofSeconds(10);
    private static final long MAX_BYTES = 512 << 10;
    /** The largest value of a record. */
    private static final long MOST_BYTES = 1 << 20;

    private static final Set<String> OWN =
            Set.of(BatchSettings.COUNT, BatchSettings.FROM, BatchSettings.TO, BatchSettings.EVENTS);

    private BatchReader() {}

    /**
     * The settings; nothing when there is no meaning to them, with the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    static Optional<StepSettings> read(NodeAt value, Scope scope) {
        KnownKeys keys =
                KnownKeys.of(value, "batch", Set.of("by", "maxEvents", "maxAge", "time", "maxBytes"), Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        Set<String> names = new HashSet<>();
        List<GroupField> by = keys.get("by")
                .map(at -> GroupReader.read(at, scope, name -> mistake(name, names)))
                .orElse(List.of());
        long maxEvents = LimitReader.count(keys, "maxEvents", MAX_EVENTS);
        Duration maxAge = keys.get("maxAge")
                .flatMap(at -> LimitReader.duration(at, Duration.ofMillis(1)))
                .orElse(MAX_AGE);
        boolean byClock = keys.get("time")
                .flatMap(at -> at.oneOf(List.of("event", "processing")))
                .map("processing"::equals)
                .orElse(false);
        long maxBytes = LimitReader.bytes(keys, "maxBytes", MAX_BYTES, MOST_BYTES);
        return Optional.of(new BatchSettings(by, maxEvents, maxAge, byClock, maxBytes));
    }

    private static Optional<String> mistake(String name, Set<String> names) {
        if (OWN.contains(name)) {
            return Optional.of("every batch has a field \"" + name + "\" of its own: choose another name");
        } else if (name.isBlank() || name.contains(".")) {
            return Optional.of("\"" + name + "\" is not a name for a field of the batch: expected one without dots");
        } else if (!names.add(name)) {
            return Optional.of("\"" + name + "\" is named twice in by");
        }
        return Optional.empty();
    }
}
