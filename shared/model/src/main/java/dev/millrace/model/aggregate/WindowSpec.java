package dev.millrace.model.aggregate;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Tumbling windows: each event belongs to one, they follow each other without a gap.
 *
 * @param size how long one is, more than 0, at most 366 days; with a zone at most a day or whole days
 * @param offset by how much their borders lie behind the usual ones, from 0 inclusive to {@code size} exclusive
 * @param zone the zone whose midnights the borders follow; empty for UTC
 * @param processingTime whether events belong to the window in which they are processed instead of the one in which they happened
 */
public record WindowSpec(Duration size, Duration offset, Optional<ZoneId> zone, boolean processingTime) {}
