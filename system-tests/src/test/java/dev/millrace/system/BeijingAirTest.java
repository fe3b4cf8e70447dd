package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 43,824 real hours of the air in Beijing, 2,067 of them without fine dust: by days and by thirty days, gaps filled, against a plain recomputation, with a
 * SIGKILL in the middle.
 */
class BeijingAirTest {

    private static final int BATCH = 2_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final MathContext ROUNDED = new MathContext(17, RoundingMode.HALF_EVEN);
    private static final ObjectMapper EXACT =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Of one window: values in the order of a result. */
    private record Window(BigDecimal hours, BigDecimal mean, boolean filled) {}

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void dailyAndMonthly() throws Exception {
        List<String> readings = RealData.lines("air_beijing_pm25_2010-2014");
        Map<String, String> expected = new LinkedHashMap<>(recompute(readings, "1d", DAY_MILLIS));
        long filled =
                expected.values().stream().filter(row -> row.endsWith("true")).count();
        assertThat(filled).as("whole days are missing").isPositive();
        expected.putAll(recompute(readings, "30d", 30 * DAY_MILLIS));
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: air}
                    spec:
                      key: station
                      timestamp: {field: ts, format: epoch-ms}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: dust}
                    spec:
                      from: air
                      steps:
                        - filter: pm25 >= 0
                        - timeseries:
                            by: station
                            resolutions: [1d, 30d]
                            fill: linear
                            compute:
                              hours: count()
                              mean: avg(pm25)
                            derive:
                              change: delta(mean)
                              week: movingAverage(mean, 7)
                              total: cumulative(hours)
                    """);
            try (Subscriber results = new Subscriber(up.baseUrl(), "dust")) {
                boolean killed = false;
                for (int from = 0; from < readings.size(); from += BATCH) {
                    client.push("air", readings.subList(from, Math.min(from + BATCH, readings.size())));
                    if (!killed && from > readings.size() / 2) {
                        killed = true;
                        up.kill();
                        up.start();
                    }
                }
                client.post("/v1/streams/air/watermark", "application/json", "{\"to\": \"end\"}");
                Client.until("all windows are told", () -> results.events().size() >= expected.size());
                Map<String, String> told = new LinkedHashMap<>();
                for (String row : results.events()) {
                    JsonNode tree = EXACT.readTree(row);
                    String window = tree.get("resolution").asText() + "@"
                            + tree.get("windowStart").asLong();
                    String values = text(tree, "hours") + " " + text(tree, "mean") + " " + text(tree, "change") + " "
                            + text(tree, "week") + " " + text(tree, "total") + " "
                            + tree.get("filled").asBoolean();
                    assertThat(told.put(window, values))
                            .as("told once: %s", row)
                            .isNull();
                }
                assertThat(told).isEqualTo(expected);
                assertThat(results.others()).isEmpty();
            }
        }
    }

    private static String text(JsonNode tree, String field) {
        JsonNode value = tree.get(field);
        return text(value.isNull() ? null : value.decimalValue());
    }

    private static String text(BigDecimal number) {
        return number == null ? "null" : number.stripTrailingZeros().toPlainString();
    }

    private static Map<String, String> recompute(List<String> readings, String resolution, long size) {
        TreeMap<Long, List<BigDecimal>> dust = new TreeMap<>();
        for (String reading : readings) {
            JsonNode tree = RealData.read(reading);
            if (!tree.get("pm25").isNull()) {
                dust.computeIfAbsent(tree.get("ts").asLong() / size * size, start -> new ArrayList<>())
                        .add(tree.get("pm25").decimalValue());
            }
        }
        TreeMap<Long, Window> windows = new TreeMap<>();
        dust.forEach((start, values) -> {
            BigDecimal count = BigDecimal.valueOf(values.size());
            BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            windows.put(start, new Window(count, sum.divide(count, ROUNDED), false));
        });
        for (long start = windows.firstKey(); start < windows.lastKey(); start += size) {
            if (!windows.containsKey(start)) {
                Map.Entry<Long, List<BigDecimal>> before = dust.lowerEntry(start);
                Map.Entry<Long, List<BigDecimal>> after = dust.higherEntry(start);
                BigDecimal part = BigDecimal.valueOf(start - before.getKey())
                        .divide(BigDecimal.valueOf(after.getKey() - before.getKey()), MathContext.DECIMAL128);
                Window one = windows.get(before.getKey());
                Window other = windows.get(after.getKey());
                windows.put(
                        start, new Window(line(one.hours, other.hours, part), line(one.mean, other.mean, part), true));
            }
        }
        Map<String, String> results = new LinkedHashMap<>();
        List<BigDecimal> means = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        for (Map.Entry<Long, Window> each : windows.entrySet()) {
            Window window = each.getValue();
            BigDecimal change = means.isEmpty() ? null : window.mean.subtract(means.get(means.size() - 1));
            means.add(window.mean);
            List<BigDecimal> week = means.subList(Math.max(0, means.size() - 7), means.size());
            BigDecimal mean = week.stream()
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .divide(BigDecimal.valueOf(week.size()), ROUNDED);
            total = total.add(window.hours);
            results.put(
                    resolution + "@" + each.getKey(),
                    text(window.hours) + " " + text(window.mean) + " " + text(change) + " " + text(mean) + " "
                            + text(total) + " " + window.filled);
        }
        return results;
    }

    private static BigDecimal line(BigDecimal one, BigDecimal other, BigDecimal part) {
        return one.add(other.subtract(one).multiply(part)).round(ROUNDED);
    }
}
