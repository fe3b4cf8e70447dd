package dev.millrace.model.aggregate;

import dev.millrace.model.aggregate.WindowSpec.Kind;
import dev.millrace.model.document.DurationText;
import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ExpressionReader;
import dev.millrace.model.expression.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which events belong together. One setting, one thread. */
public final class WindowReader {

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_COUNTED = 1_000_000;
    /** More would make each result a merge of more panes than anybody waits for. */
    private static final long MOST_PANES = 10_000;

    private static final Map<Kind, Set<String>> OPTIONS = Map.of(
            Kind.TUMBLING, Set.of("offset", "zone", "time"),
            Kind.HOPPING, Set.of("every", "offset", "zone", "time"),
            Kind.CUMULATE, Set.of("every", "offset", "zone", "time"),
            Kind.SLIDING, Set.of("time"),
            Kind.LOOKBACK, Set.of("time"),
            Kind.SESSION, Set.of("gap", "max", "time"),
            Kind.COUNT, Set.of("every"),
            Kind.STATE, Set.of("max", "time"),
            Kind.GLOBAL, Set.of());

    private final NodeAt value;
    private final Scope scope;
    private final KnownKeys keys;

    private WindowReader(NodeAt value, Scope scope, KnownKeys keys) {
        this.value = value;
        this.scope = scope;
        this.keys = keys;
    }

    /** The window; nothing when there is no meaning to it, with the problems noted. */
    public static Optional<WindowSpec> read(NodeAt value, Scope scope) {
        if (value.node() instanceof Node.Scalar scalar && scalar.text() != null) {
            return word(value, scalar.text());
        }
        Set<String> known = new HashSet<>(kinds());
        OPTIONS.values().forEach(known::addAll);
        KnownKeys keys = KnownKeys.of(value, "a window", known, Set.of());
        return value.node() instanceof Node.Mapping mapping
                ? new WindowReader(value, scope, keys).read(mapping)
                : Optional.empty();
    }

    private static Optional<WindowSpec> word(NodeAt value, String word) {
        if (word.equals(Kind.GLOBAL.word())) {
            return Optional.of(WindowSpec.GLOBAL);
        }
        value.refuse(
                "expected global or a mapping like {tumbling: 1m}, found \"" + word + "\"",
                NearestName.suggestion(word, List.of(Kind.GLOBAL.word())));
        return Optional.empty();
    }

    private static List<String> kinds() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.GLOBAL)
                .map(Kind::word)
                .toList();
    }

    private Optional<WindowSpec> read(Node.Mapping mapping) {
        List<String> found = mapping.entries().stream().map(Node.Entry::key).toList();
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> found.contains(kind.word()))
                .toList();
        if (kinds.isEmpty()) {
            boolean unknown = found.stream().anyMatch(key -> !isOption(key));
            if (!unknown) {
                value.refuse("a window needs a kind: expected one of " + String.join(", ", kinds()), "{tumbling: 1m}");
            }
            return Optional.empty();
        }
        Kind kind = kinds.get(0);
        for (Kind other : kinds.subList(1, kinds.size())) {
            value.refuseKey(other.word(), "a window has one kind, and \"" + kind.word() + "\" is here already", null);
        }
        for (String key : found) {
            if (isOption(key) && !OPTIONS.get(kind).contains(key)) {
                value.refuseKey(key, "\"" + key + "\" has no meaning for a " + kind.word() + " window", meaning(kind));
            }
        }
        return switch (kind) {
            case TUMBLING, HOPPING, CUMULATE -> aligned(kind);
            case SLIDING, LOOKBACK ->
                keys.get(kind.word())
                        .flatMap(at -> duration(at, LEAST))
                        .map(size -> WindowSpec.of(kind, size, Duration.ZERO, byClock()));
            case SESSION -> session();
            case COUNT -> counted();
            case STATE -> ofState();
            case GLOBAL -> Optional.of(WindowSpec.GLOBAL);
        };
    }

    private static boolean isOption(String key) {
        return OPTIONS.values().stream().anyMatch(options -> options.contains(key));
    }

    private static String meaning(Kind kind) {
        return "it takes " + OPTIONS.get(kind).stream().sorted().collect(Collectors.joining(", "));
    }

    private Optional<WindowSpec> aligned(Kind kind) {
        Optional<NodeAt> length = keys.get(kind.word());
        Optional<Duration> size = length.flatMap(at -> duration(at, LEAST));
        Optional<Duration> step = size;
        if (kind != Kind.TUMBLING) {
            step = keys.require("every", "how far windows lie apart, like 1m").flatMap(at -> duration(at, LEAST));
        }
        Optional<Duration> offset = keys.get("offset").flatMap(at -> duration(at, Duration.ZERO));
        Optional<ZoneId> zone = keys.get("zone").flatMap(WindowReader::zone);
        if (size.isEmpty() || step.isEmpty()) {
            return Optional.empty();
        }
        Duration every = step.get();
        if (kind != Kind.TUMBLING) {
            checkStep(kind, size.get(), every);
        }
        Duration limit = kind == Kind.HOPPING ? every : size.get();
        offset.filter(by -> by.compareTo(limit) >= 0)
                .ifPresent(by -> keys.get("offset")
                        .get()
                        .refuse(
                                "expected less than "
                                        + (kind == Kind.HOPPING ? "\"every\", " : "the window's length ")
                                        + DurationText.write(limit) + ", found " + DurationText.write(by),
                                null));
        if (keys.get("zone").isPresent()) {
            checkDays(length.get(), size.get());
            if (kind == Kind.HOPPING && every.toMillis() % DAY.toMillis() != 0) {
                keys.get("zone")
                        .get()
                        .refuse(
                                "a zone has a meaning for hopping windows that begin at midnights: \"every\" is "
                                        + DurationText.write(every) + ", not whole days",
                                "leave it out");
            }
        }
        return Optional.of(new WindowSpec(
                kind,
                size.get(),
                every,
                offset.orElse(Duration.ZERO),
                zone,
                byClock(),
                Optional.empty(),
                Optional.empty(),
                null,
                0,
                0));
    }

    private void checkStep(Kind kind, Duration size, Duration every) {
        NodeAt at = keys.get("every").get();
        if (every.compareTo(size) > 0) {
            at.refuse(
                    "expected at most the window's length " + DurationText.write(size) + ", found "
                            + DurationText.write(every),
                    null);
        } else if (size.toMillis() % every.toMillis() != 0) {
            at.refuse(
                    DurationText.write(size) + " is not a multiple of " + DurationText.write(every) + ": a "
                            + kind.word() + " window is made of pieces of this length",
                    null);
        } else if (size.toMillis() / every.toMillis() > MOST_PANES) {
            at.refuse(
                    "a window would be made of " + size.toMillis() / every.toMillis() + " pieces, at most " + MOST_PANES
                            + " are possible",
                    null);
        }
    }

    private static void checkDays(NodeAt at, Duration length) {
        if (length.compareTo(DAY) > 0 && length.toMillis() % DAY.toMillis() != 0) {
            at.refuse(
                    "with a zone a window longer than a day is whole days, this one is " + DurationText.write(length),
                    null);
        }
    }

    private Optional<WindowSpec> session() {
        Optional<Duration> pause = keys.get(Kind.SESSION.word()).flatMap(at -> duration(at, LEAST));
        Optional<Expression> gap = keys.get("gap").flatMap(at -> ExpressionReader.expression(at, scope));
        Optional<Duration> max = keys.get("max").flatMap(at -> duration(at, LEAST));
        return pause.map(size -> new WindowSpec(
                Kind.SESSION, size, Duration.ZERO, Duration.ZERO, Optional.empty(), byClock(), max, gap, null, 0, 0));
    }

    private Optional<WindowSpec> counted() {
        Optional<Integer> count = keys.get(Kind.COUNT.word()).flatMap(at -> at.integer(1, MOST_COUNTED));
        Optional<Integer> every = keys.get("every").flatMap(at -> at.integer(1, MOST_COUNTED));
        if (count.isEmpty() || every.isEmpty() && keys.get("every").isPresent()) {
            return Optional.empty();
        }
        int events = count.get();
        int step = every.orElse(events);
        if (events % step != 0) {
            keys.get("every")
                    .get()
                    .refuse(events + " is not a multiple of " + step + ": a counted window is made of pieces", null);
        } else if (events / step > MOST_PANES) {
            keys.get("every")
                    .get()
                    .refuse(
                            "a window would be made of " + events / step + " pieces, at most " + MOST_PANES
                                    + " are possible",
                            null);
        }
        return Optional.of(new WindowSpec(
                Kind.COUNT,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                null,
                events,
                step));
    }

    private Optional<WindowSpec> ofState() {
        NodeAt at = keys.get(Kind.STATE.word()).get();
        KnownKeys parts = KnownKeys.of(at, "a state", Set.of("open", "close"), Set.of());
        if (!(at.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        Optional<Expression> open = parts.require("open", "the condition of a window's first event")
                .flatMap(part -> ExpressionReader.condition(part, scope));
        Optional<Expression> close = parts.require("close", "the condition of a window's last event")
                .flatMap(part -> ExpressionReader.condition(part, scope));
        Optional<Duration> max = keys.get("max").flatMap(part -> duration(part, LEAST));
        boolean byClock = byClock();
        return open.flatMap(opens -> close.map(closes -> new WindowSpec(
                Kind.STATE,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                byClock,
                max,
                Optional.empty(),
                new WindowSpec.Conditions(opens, closes),
                0,
                0)));
    }

    private boolean byClock() {
        return keys.get("time")
                .flatMap(at -> at.oneOf(List.of("event", "processing")))
                .map("processing"::equals)
                .orElse(false);
    }

    /** A duration from {@code least} to 366 days, both inclusive. */
    public static Optional<Duration> duration(NodeAt at, Duration least) {
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

    /** The time zone of that name. */
    public static Optional<ZoneId> zone(NodeAt at) {
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
