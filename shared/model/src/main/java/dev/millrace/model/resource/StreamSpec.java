package dev.millrace.model.resource;

import dev.millrace.model.json.FieldPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a stream is, defaults filled in.
 *
 * @param key fields that make the key; empty spreads events evenly
 * @param partitions 1 to 1024, both inclusive
 * @param retention how long events are kept, by arrival
 * @param timestamp where the event time stands; empty means arrival
 * @param watermark how far time is trusted to have come
 */
public record StreamSpec(
        List<FieldPath> key,
        int partitions,
        Duration retention,
        Optional<TimestampSpec> timestamp,
        WatermarkSpec watermark) {

    /** Partitions where none are given. */
    public static final int DEFAULT_PARTITIONS = 8;

    /** The most partitions there may be, inclusive. */
    public static final int MAX_PARTITIONS = 1024;

    /** Retention where none is given. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    /** What an undeclared stream is: no key, arrival time, all defaults. */
    public static final StreamSpec DEFAULT = new StreamSpec(
            List.of(), DEFAULT_PARTITIONS, DEFAULT_RETENTION, Optional.empty(), WatermarkSpec.byArrival());

    public StreamSpec {
        key = List.copyOf(key);
    }
}
