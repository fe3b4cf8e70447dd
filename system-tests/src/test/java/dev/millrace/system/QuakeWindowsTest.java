package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A week of earthquakes in the order of their last update, up to 6.7 days late: daily counts and greatest magnitudes per network, corrected by
 * every late event.
 */
class QuakeWindowsTest {

    private static final long DAY = 86_400_000;

    /** What a window's last result says; the magnitude without trailing zeros. */
    private record Totals(long quakes, BigDecimal greatest) {}

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void everyLateQuakeCorrectsItsDay() throws Exception {
        List<String> quakes = RealData.lines("quakes_usgs_week_2018-02");
        Map<String, Totals> expected = recompute(quakes);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: quakes}
                    spec:
                      key: net
                      partitions: 2
                      timestamp: {field: ts, format: epoch-ms}
                      watermark: {maxDelay: 1h}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: daily}
                    spec:
                      from: quakes
                      steps:
                        - aggregate:
                            by: net
                            window: {tumbling: 1d}
                            late: {within: 7d, mode: accumulating}
                            compute:
                              quakes: count()
                              greatest: max(mag)
                    """);
            try (Subscriber results = new Subscriber(up.baseUrl(), "daily");
                    Subscriber late = new Subscriber(up.baseUrl(), "daily.late")) {
                // The days that the first half ends are told before the second half, which corrects them, is there.
                List<String> first = quakes.subList(0, quakes.size() / 2);
                client.push("quakes", first);
                long today = first.stream()
                                .mapToLong(
                                        quake -> RealData.read(quake).get("ts").asLong())
                                .max()
                                .getAsLong()
                        / DAY
                        * DAY;
                client.post(
                        "/v1/streams/quakes/watermark",
                        "application/json",
                        "{\"to\": \"" + Instant.ofEpochMilli(today) + "\"}");
                Map<String, Totals> ended = recompute(first);
                ended.keySet().removeIf(window -> Long.parseLong(window.split("@")[1]) >= today);
                Client.until("the days before are told", () -> last(results).equals(ended));
                client.push("quakes", quakes.subList(first.size(), quakes.size()));
                // Past the last day, but within its lateness: windows close and stay.
                client.post("/v1/streams/quakes/watermark", "application/json", "{\"to\": \"2018-02-08T00:00:00Z\"}");
                Client.until("all days are told", () -> last(results).equals(expected));
                assertThat(late.events())
                        .as("nothing was later than seven days")
                        .isEmpty();
                assertThat(results.others()).as("no gap, no error").isEmpty();
                assertThat(panes(results).values()).as("there were corrections").anyMatch(panes -> panes.size() > 1);
                checkPanes(results);
            }
        }
    }

    private static Map<String, Totals> recompute(List<String> quakes) {
        Map<String, Totals> totals = new TreeMap<>();
        for (String quake : quakes) {
            JsonNode tree = RealData.read(quake);
            long start = Math.floorDiv(tree.get("ts").asLong(), DAY) * DAY;
            JsonNode magnitude = tree.get("mag");
            totals.merge(
                    tree.get("net").asText() + "@" + start,
                    new Totals(1, decimal(magnitude)),
                    (a, b) -> new Totals(a.quakes + b.quakes, greater(a.greatest, b.greatest)));
        }
        return totals;
    }

    private static BigDecimal decimal(JsonNode number) {
        return number == null || number.isNull() ? null : new BigDecimal(number.asText()).stripTrailingZeros();
    }

    private static BigDecimal greater(BigDecimal a, BigDecimal b) {
        return a == null || b != null && b.compareTo(a) > 0 ? b : a;
    }

    private static Map<String, TreeMap<Long, Totals>> panes(Subscriber subscriber) {
        Map<String, TreeMap<Long, Totals>> panes = new TreeMap<>();
        for (String row : subscriber.events()) {
            JsonNode tree = RealData.read(row);
            Totals before = panes.computeIfAbsent(
                            tree.get("net").asText() + "@"
                                    + tree.get("windowStart").asLong(),
                            key -> new TreeMap<>())
                    .put(
                            tree.get("pane").asLong(),
                            new Totals(tree.get("quakes").asLong(), decimal(tree.get("greatest"))));
            assertThat(before).as("one result for each pane: %s", row).isNull();
        }
        return panes;
    }

    private static Map<String, Totals> last(Subscriber subscriber) {
        Map<String, Totals> last = new TreeMap<>();
        panes(subscriber)
                .forEach((window, panes) -> last.put(window, panes.lastEntry().getValue()));
        return last;
    }

    /** Panes count up from 0, and each late quake adds exactly one to its window. */
    private static void checkPanes(Subscriber subscriber) {
        panes(subscriber).forEach((window, panes) -> {
            long expected = 0;
            long quakes = panes.firstEntry().getValue().quakes();
            for (Map.Entry<Long, Totals> pane : panes.entrySet()) {
                assertThat(pane.getKey()).as(window).isEqualTo(expected);
                assertThat(pane.getValue().quakes()).as(window).isEqualTo(quakes + expected);
                expected++;
            }
        });
    }
}
