package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 38,094 real earthquakes of a year: percentiles of the magnitude of each day, of each source, where the stream is keyed, and of all together, combined in
 * front of a repartition topic; each against a recomputation that sorts the day's magnitudes. No day has more than 256 different ones, so that
 * percentiles are exact.
 */
class QuakePercentilesTest {

    private static final int BATCH = 2_000;
    private static final long DAY = 86_400_000;

    /** A day's quakes, and percentiles without trailing zeros. */
    private record Magnitudes(long quakes, BigDecimal median, BigDecimal ninety) {}

    @TempDir
    Path folder;

    private static String pipeline(String name, String by) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: quakes
                  steps:
                    - aggregate:
                %s        window: {tumbling: 1d}
                        compute:
                          quakes: count()
                          median: median(mag)
                          ninety: percentile(mag, 0.9)
                """.formatted(name, by);
    }

    @Test
    @Timeout(120)
    void percentilesOfDays() throws Exception {
        List<String> quakes = RealData.lines("quakes_ncedc_2016");
        Map<String, Magnitudes> bySource = recompute(quakes, true);
        Map<String, Magnitudes> together = recompute(quakes, false);
        assertThat(together).hasSize(319);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: quakes}
                    spec:
                      key: source
                      partitions: 3
                      timestamp: {field: ts, format: epoch-ms}
                    """ + pipeline("by-source", "        by: source\n") + pipeline("together", ""));
            try (Subscriber sources = new Subscriber(up.baseUrl(), "by-source");
                    Subscriber all = new Subscriber(up.baseUrl(), "together")) {
                for (int from = 0; from < quakes.size(); from += BATCH) {
                    client.push("quakes", quakes.subList(from, Math.min(from + BATCH, quakes.size())));
                }
                client.post("/v1/streams/quakes/watermark", "application/json", "{\"to\": \"end\"}");
                Client.until("every day of every source", () -> sources.count() >= bySource.size());
                Client.until("every day", () -> all.count() >= together.size());
                assertThat(told(sources)).isEqualTo(bySource);
                assertThat(told(all)).isEqualTo(together);
                for (Subscriber subscriber : List.of(sources, all)) {
                    assertThat(subscriber.others()).as("no gap, no error").isEmpty();
                }
            }
        }
    }

    private static Map<String, Magnitudes> recompute(List<String> quakes, boolean bySource) {
        Map<String, List<BigDecimal>> days = new TreeMap<>();
        for (String quake : quakes) {
            JsonNode tree = RealData.read(quake);
            long day = tree.get("ts").asLong() / DAY * DAY;
            String group = bySource ? tree.get("source").asText() : "";
            days.computeIfAbsent(group + "@" + day, key -> new ArrayList<>())
                    .add(new BigDecimal(tree.get("mag").asText()));
        }
        Map<String, Magnitudes> magnitudes = new TreeMap<>();
        days.forEach((key, day) -> {
            day.sort(null);
            assertThat(day.stream().distinct().count()).as(key).isLessThanOrEqualTo(256);
            magnitudes.put(key, new Magnitudes(day.size(), at(day, "0.5"), at(day, "0.9")));
        });
        return magnitudes;
    }

    /** Linear interpolation between the two that stand around the rank {@code part * (n - 1)}, counted from 0. */
    private static BigDecimal at(List<BigDecimal> sorted, String part) {
        BigDecimal rank = new BigDecimal(part).multiply(BigDecimal.valueOf(sorted.size() - 1));
        int below = rank.setScale(0, RoundingMode.FLOOR).intValue();
        BigDecimal low = sorted.get(below);
        BigDecimal high = sorted.get(Math.min(below + 1, sorted.size() - 1));
        BigDecimal fraction = rank.subtract(BigDecimal.valueOf(below));
        return low.add(high.subtract(low).multiply(fraction)).stripTrailingZeros();
    }

    /** What was told, each day once. */
    private static Map<String, Magnitudes> told(Subscriber subscriber) {
        Map<String, Magnitudes> magnitudes = new TreeMap<>();
        for (String row : subscriber.events()) {
            JsonNode tree = RealData.read(row);
            String group = tree.has("source") ? tree.get("source").asText() : "";
            Magnitudes before = magnitudes.put(
                    group + "@" + tree.get("windowStart").asLong(),
                    new Magnitudes(
                            tree.get("quakes").asLong(),
                            new BigDecimal(tree.get("median").asText()).stripTrailingZeros(),
                            new BigDecimal(tree.get("ninety").asText()).stripTrailingZeros()));
            assertThat(before).as("told once: %s", row).isNull();
        }
        return magnitudes;
    }
}
