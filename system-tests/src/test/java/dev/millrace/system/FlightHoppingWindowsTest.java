package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 113,493 real flights, up to 27 hours out of order: counts, delays and the longest delay of three hours, every quarter of an hour, per origin, with a
 * SIGKILL half-way; each window against a recomputation that puts each flight into each of its windows.
 */
class FlightHoppingWindowsTest {

    private static final int BATCH = 5_000;
    private static final long EVERY = 900_000;
    private static final int WINDOWS_OF_A_FLIGHT = 12;

    /** What one window holds: flights, minutes of delay and the longest one. */
    private record Sums(long flights, long delay, long longest) {
        Sums plus(Sums other) {
            return new Sums(flights + other.flights, delay + other.delay, Math.max(longest, other.longest));
        }
    }

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void threeHoursEveryQuarterOfAnHour() throws Exception {
        List<String> flights = RealData.lines("flights_us_2001-01");
        Map<String, Sums> expected = recompute(flights);
        assertThat(expected).hasSize(95_003);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: flights}
                    spec:
                      key: origin
                      partitions: 3
                      timestamp: {field: ts, format: epoch-ms}
                      watermark: {maxDelay: 28h}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: lately}
                    spec:
                      from: flights
                      steps:
                        - aggregate:
                            by: origin
                            window: {hopping: 3h, every: 15m}
                            compute:
                              flights: count()
                              delay: sum(delay_min)
                              longest: max(delay_min)
                    """);
            try (Subscriber results = new Subscriber(up.baseUrl(), "lately");
                    Subscriber late = new Subscriber(up.baseUrl(), "lately.late")) {
                boolean killed = false;
                for (int from = 0; from < flights.size(); from += BATCH) {
                    client.push("flights", flights.subList(from, Math.min(from + BATCH, flights.size())));
                    if (!killed && from > flights.size() / 2) {
                        killed = true;
                        up.kill();
                        up.start();
                    }
                }
                client.post("/v1/streams/flights/watermark", "application/json", "{\"to\": \"end\"}");
                Client.until("every window is told", () -> results.count() >= expected.size());
                assertThat(told(results)).isEqualTo(expected);
                assertThat(late.events())
                        .as("nothing was later than the stream's patience")
                        .isEmpty();
                assertThat(results.others()).as("no gap, no error").isEmpty();
            }
        }
    }

    private static Map<String, Sums> recompute(List<String> flights) {
        Map<String, Sums> sums = new TreeMap<>();
        for (String flight : flights) {
            JsonNode tree = RealData.read(flight);
            long delay = tree.get("delay_min").asLong();
            long firstEnd = (tree.get("ts").asLong() / EVERY + 1) * EVERY;
            for (int i = 0; i < WINDOWS_OF_A_FLIGHT; i++) {
                sums.merge(
                        tree.get("origin").asText() + "@" + (firstEnd + i * EVERY),
                        new Sums(1, delay, delay),
                        Sums::plus);
            }
        }
        return sums;
    }

    /** What was told, each window once. */
    private static Map<String, Sums> told(Subscriber subscriber) {
        Map<String, Sums> sums = new TreeMap<>();
        for (String row : subscriber.events()) {
            JsonNode tree = RealData.read(row);
            long end = tree.get("windowEnd").asLong();
            assertThat(tree.get("windowStart").asLong()).as(row).isEqualTo(end - WINDOWS_OF_A_FLIGHT * EVERY);
            assertThat(tree.get("pane").asLong()).as(row).isZero();
            Sums before = sums.put(
                    tree.get("origin").asText() + "@" + end,
                    new Sums(
                            tree.get("flights").asLong(),
                            tree.get("delay").asLong(),
                            tree.get("longest").asLong()));
            assertThat(before).as("told once: %s", row).isNull();
        }
        return sums;
    }
}
