package dev.millrace.model.resource;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.json.FieldPath;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a stream's spec. Stateless; any thread. */
final class StreamReader {

    private static final Pattern EXPRESSION = Pattern.compile("[()+*/%<>=!?&|\"'\\[\\]{}]");

    private StreamReader() {}

    static StreamSpec read(NodeAt spec) {
        KnownKeys keys = KnownKeys.of(
                spec,
                "a stream's spec",
                Set.of("key", "partitions", "retention", "timestamp", "watermark"),
                Set.of("schema", "batch", "dedupe"));
        Optional<TimestampSpec> timestamp = keys.get("timestamp").flatMap(StreamReader::timestamp);
        WatermarkSpec defaults = timestamp.isPresent() ? WatermarkSpec.byTimestamp() : WatermarkSpec.byArrival();
        return new StreamSpec(
                keys.get("key").map(StreamReader::key).orElse(List.of()),
                keys.get("partitions")
                        .flatMap(at -> at.integer(1, StreamSpec.MAX_PARTITIONS))
                        .orElse(StreamSpec.DEFAULT_PARTITIONS),
                keys.get("retention").flatMap(StreamReader::someTime).orElse(StreamSpec.DEFAULT_RETENTION),
                timestamp,
                keys.get("watermark").map(at -> watermark(at, defaults)).orElse(defaults));
    }

    private static List<FieldPath> key(NodeAt at) {
        List<FieldPath> paths = new ArrayList<>();
        for (NodeAt item :
                at.oneOrMore("a field path like card.id, or a list of them").orElse(List.of())) {
            Optional<String> text = item.scalarText("a field path like card.id");
            if (text.isPresent() && EXPRESSION.matcher(text.get()).find()) {
                item.refuse("a key that is an expression is not built yet: expected a field path like card.id", null);
            } else if (text.isPresent()) {
                item.parsed("a field path", FieldPath::parse).ifPresent(path -> {
                    if (paths.contains(path)) {
                        item.refuse("the field \"" + path + "\" is in this key already", null);
                    }
                    paths.add(path);
                });
            }
        }
        return paths;
    }

    private static Optional<Duration> someTime(NodeAt at) {
        return at.duration().filter(duration -> {
            if (duration.isZero()) {
                at.refuse("expected more than 0s", null);
            }
            return !duration.isZero();
        });
    }

    private static Optional<TimestampSpec> timestamp(NodeAt at) {
        KnownKeys keys = KnownKeys.of(at, "a timestamp", Set.of("field", "format"), Set.of());
        Optional<FieldPath> field = keys.require("field", "the field that holds the event's time")
                .flatMap(value -> value.parsed("a field path like at", FieldPath::parse));
        Optional<String> format = keys.get("format").isEmpty()
                ? Optional.of(TimestampSpec.FORMATS.get(0))
                : keys.get("format").flatMap(StreamReader::format);
        return field.flatMap(path -> format.map(form -> new TimestampSpec(path, form)));
    }

    private static Optional<String> format(NodeAt at) {
        return at.scalarText("a format of times").filter(format -> {
            if (TimestampSpec.FORMATS.contains(format)) {
                return true;
            }
            try {
                return DateTimeFormatter.ofPattern(format, Locale.ROOT) != null;
            } catch (IllegalArgumentException noPattern) {
                at.refuse(
                        "\"" + format + "\" is not a format of times: expected "
                                + String.join(", ", TimestampSpec.FORMATS) + " or a pattern like yyyy-MM-dd HH:mm:ss",
                        NearestName.suggestion(format, TimestampSpec.FORMATS));
                return false;
            }
        });
    }

    private static WatermarkSpec watermark(NodeAt at, WatermarkSpec defaults) {
        KnownKeys keys =
                KnownKeys.of(at, "a watermark", Set.of("maxDelay", "idleAfter", "maxAhead", "onIdle"), Set.of());
        return new WatermarkSpec(
                keys.get("maxDelay").flatMap(NodeAt::duration).orElse(defaults.maxDelay()),
                keys.get("idleAfter").flatMap(StreamReader::someTime).orElse(defaults.idleAfter()),
                keys.get("maxAhead").flatMap(NodeAt::duration).orElse(defaults.maxAhead()),
                keys.get("onIdle")
                        .flatMap(value -> value.oneOf(List.of("advance", "hold")))
                        .map("advance"::equals)
                        .orElse(defaults.advanceWhenIdle()));
    }
}
