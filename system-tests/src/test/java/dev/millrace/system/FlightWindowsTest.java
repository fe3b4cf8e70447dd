package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 113,493 real flights, in the order their delays made them arrive, up to 27 hours late: hourly counts and delays per origin, where the stream is
 * keyed, and per destination, through a repartition topic, with a SIGKILL half-way; each window against a plain recomputation.
 */
class FlightWindowsTest {

    private static final int BATCH = 2_000;
    private static final long HOUR = 3_600_000;

    /** Flights and minutes of delay of one window. */
    private record Sums(long flights, long delay) {
        Sums plus(Sums other) {
            return new Sums(flights + other.flights, delay + other.delay);
        }
    }

    @TempDir
    Path folder;

    private static String pipeline(String name, String from, String by) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: %s
                  steps:
                    - aggregate:
                        by: %s
                        window: {tumbling: 1h}
                        compute:
                          flights: count()
                          delay: sum(delay_min)
                """.formatted(name, from, by);
    }

    private static String stream(String name, String maxDelay) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: %s}
                spec:
                  key: origin
                  partitions: 3
                  timestamp: {field: ts, format: epoch-ms}
                  watermark: {maxDelay: %s}
                """.formatted(name, maxDelay);
    }

    @Test
    @Timeout(300)
    void hourlyCountsAndDelays() throws Exception {
        List<String> flights = RealData.lines("flights_us_2001-01");
        Map<String, Sums> byOrigin = recompute(flights, "origin");
        Map<String, Sums> byDestination = recompute(flights, "destination");
        assertThat(byOrigin).hasSize(16_391);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply(stream("flights", "28h")
                    + stream("strict", "2h")
                    + pipeline("by-origin", "flights", "origin")
                    + pipeline("by-destination", "flights", "destination")
                    + pipeline("strictly", "strict", "origin"));
            try (Subscriber origins = new Subscriber(up.baseUrl(), "by-origin");
                    Subscriber destinations = new Subscriber(up.baseUrl(), "by-destination");
                    Subscriber strictly = new Subscriber(up.baseUrl(), "strictly");
                    Subscriber late = new Subscriber(up.baseUrl(), "strictly.late")) {
                boolean killed = false;
                for (int from = 0; from < flights.size(); from += BATCH) {
                    List<String> batch = flights.subList(from, Math.min(from + BATCH, flights.size()));
                    client.push("flights", batch);
                    client.push("strict", batch);
                    if (!killed && from > flights.size() / 2) {
                        killed = true;
                        up.kill();
                        up.start();
                    }
                }
                for (String stream : List.of("flights", "strict")) {
                    client.post("/v1/streams/" + stream + "/watermark", "application/json", "{\"to\": \"end\"}");
                }
                Client.until("every window per origin", () -> origins.events().size() >= byOrigin.size());
                Client.until(
                        "every window per destination",
                        () -> destinations.events().size() >= byDestination.size());
                assertThat(sums(origins, "origin")).isEqualTo(byOrigin);
                assertThat(sums(destinations, "destination")).isEqualTo(byDestination);
                Client.until(
                        "every flight is in a window or late",
                        () -> counted(strictly) + late.events().size() >= flights.size());
                checkLate(byOrigin, sums(strictly, "origin"), late.events(), flights);
                for (Subscriber subscriber : List.of(origins, destinations, strictly, late)) {
                    assertThat(subscriber.others()).as("no gap, no error").isEmpty();
                }
            }
        }
    }

    /** For every origin and hour, what the window counted and what was late is what came in; nothing is late twice. */
    private static void checkLate(
            Map<String, Sums> all, Map<String, Sums> windows, List<String> late, List<String> flights) {
        Map<String, Sums> together = new HashMap<>(windows);
        recompute(late, "origin").forEach((window, sums) -> together.merge(window, sums, Sums::plus));
        assertThat(together).isEqualTo(all);
        assertThat(late).as("some were late by more than two hours").isNotEmpty();
        Map<String, Integer> left = new HashMap<>();
        flights.forEach(flight -> left.merge(RealData.read(flight).toString(), 1, Integer::sum));
        for (String event : late) {
            int rest = left.merge(RealData.read(event).toString(), -1, Integer::sum);
            assertThat(rest).as("late more often than it came: %s", event).isNotNegative();
        }
    }

    private static long counted(Subscriber windows) {
        return windows.events().stream()
                .mapToLong(row -> RealData.read(row).get("flights").asLong())
                .sum();
    }

    private static Map<String, Sums> recompute(List<String> flights, String field) {
        Map<String, Sums> sums = new TreeMap<>();
        for (String flight : flights) {
            JsonNode tree = RealData.read(flight);
            long start = Math.floorDiv(tree.get("ts").asLong(), HOUR) * HOUR;
            sums.merge(
                    tree.get(field).asText() + "@" + start,
                    new Sums(1, tree.get("delay_min").asLong()),
                    Sums::plus);
        }
        return sums;
    }

    /** What was told, each window once. */
    private static Map<String, Sums> sums(Subscriber subscriber, String field) {
        Map<String, Sums> sums = new TreeMap<>();
        for (String row : subscriber.events()) {
            JsonNode tree = RealData.read(row);
            long start = tree.get("windowStart").asLong();
            assertThat(tree.get("windowEnd").asLong()).isEqualTo(start + HOUR);
            assertThat(tree.get("pane").asLong()).isZero();
            Sums before = sums.put(
                    tree.get(field).asText() + "@" + start,
                    new Sums(tree.get("flights").asLong(), tree.get("delay").asLong()));
            assertThat(before).as("told once: %s", row).isNull();
        }
        return sums;
    }
}
