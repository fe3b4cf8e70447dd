package dev.millrace.model.aggregate;

import dev.millrace.model.document.DurationText;
import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which events belong together. Stateless; any thread. */
final class WindowReader {

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Set<String> UNBUILT = Set.of(
            "hopping", "sliding", "lookback", "session", "cumulate", "count", "state", "global", "every", "gap", "max");

    private WindowReader() {}

    static Optional<WindowSpec> read(NodeAt value) {
        KnownKeys keys = KnownKeys.of(value, "a window", Set.of("tumbling", "offset", "zone", "time"), UNBUILT);
        if (!(value.node() instanceof Node.Mapping mapping)) {
            return Optional.empty();
        }
        boolean otherKind = mapping.entries().stream().anyMatch(entry -> UNBUILT.contains(entry.key()));
        Optional<NodeAt> tumbling =
                otherKind ? keys.get("tumbling") : keys.require("tumbling", "the window's length, like 1m");
        Optional<Duration> size = tumbling.flatMap(at -> duration(at, Duration.ofMillis(1)));
        Optional<Duration> offset = keys.get("offset").flatMap(at -> duration(at, Duration.ZERO));
        Optional<ZoneId> zone = keys.get("zone").flatMap(WindowReader::zone);
        boolean processingTime = keys.get("time")
                .flatMap(at -> at.oneOf(List.of("event", "processing")))
                .map("processing"::equals)
                .orElse(false);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        offset.filter(by -> by.compareTo(size.get()) >= 0)
                .ifPresent(by -> keys.get("offset")
                        .get()
                        .refuse(
                                "expected less than the window's length " + DurationText.write(size.get()) + ", found "
                                        + DurationText.write(by),
                                null));
        if (keys.get("zone").isPresent()
                && size.get().compareTo(DAY) > 0
                && size.get().toMillis() % DAY.toMillis() != 0) {
            tumbling.get()
                    .refuse(
                            "with a zone a window longer than a day is whole days, this one is "
                                    + DurationText.write(size.get()),
                            null);
        }
        return Optional.of(new WindowSpec(size.get(), offset.orElse(Duration.ZERO), zone, processingTime));
    }

    /** A duration from {@code least} to 366 days, both inclusive. */
    static Optional<Duration> duration(NodeAt at, Duration least) {
        return at.duration().filter(duration -> {
            boolean fits = duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0;
            if (!fits) {
                at.refuse(
                        "expected " + DurationText.write(least) + " to " + DurationText.write(LONGEST) + ", found "
                                + DurationText.write(duration),
                        null);
            }
            return fits;
        });
    }

    private static Optional<ZoneId> zone(NodeAt at) {
        return at.text("a time zone like Europe/Paris").flatMap(name -> {
            try {
                return Optional.of(ZoneId.of(name));
            } catch (DateTimeException unknown) {
                at.refuse(
                        "\"" + name
                                + "\" is not a time zone: expected a name like Europe/Paris or an offset like +01:00",
                        NearestName.suggestion(
                                name,
                                ZoneId.getAvailableZoneIds().stream().sorted().toList()));
                return Optional.empty();
            }
        });
    }
}
