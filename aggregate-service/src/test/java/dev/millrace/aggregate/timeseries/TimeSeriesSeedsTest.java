package dev.millrace.aggregate.timeseries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random events give the results of a recount that puts all events into windows, then fills and derives from the first to the last; in order, shuffled, and
 * late where lateness is long. A failure names its seed.
 */
class TimeSeriesSeedsTest {

    private static final long[] SIZES = {10, 20, 100};
    private static final MathContext ROUNDED = new MathContext(17, RoundingMode.HALF_EVEN);
    private static final Pattern PANE = Pattern.compile(",\"pane\":(\\d+)}$");

    private record Sample(String group, long timeMillis, BigDecimal value) {
        String json() {
            return "{\"g\":\"" + group + "\",\"v\":" + (value == null ? "null" : value) + "}";
        }
    }

    private static List<Sample> samples(Random random) {
        List<Sample> samples = new ArrayList<>();
        long time = -150;
        for (int i = 0; i < 60; i++) {
            time += random.nextInt(4) == 0 ? random.nextInt(90) : random.nextInt(8);
            samples.add(new Sample(
                    random.nextInt(3) == 0 ? "b" : "a",
                    time,
                    random.nextInt(10) == 0 ? null : BigDecimal.valueOf(random.nextInt(2_000) - 1_000, 1)));
        }
        return samples;
    }

    /** Of one window: how many events, their sum, whether there are none. */
    private record Window(BigDecimal count, BigDecimal sum, boolean filled) {}

    private static List<String> recount(List<Sample> samples, String fill) {
        List<String> results = new ArrayList<>();
        for (String group : List.of("a", "b")) {
            for (long size : SIZES) {
                results.addAll(recount(
                        samples.stream()
                                .filter(one -> one.group().equals(group))
                                .toList(),
                        group,
                        size,
                        fill));
            }
        }
        Collections.sort(results);
        return results;
    }

    private static List<String> recount(List<Sample> samples, String group, long size, String fill) {
        TreeMap<Long, Window> windows = new TreeMap<>();
        for (Sample sample : samples) {
            windows.merge(
                    Math.floorDiv(sample.timeMillis(), size) * size,
                    new Window(BigDecimal.ONE, sample.value(), false),
                    (one, other) -> new Window(one.count.add(other.count), plus(one.sum, other.sum), false));
        }
        TreeMap<Long, Window> all = new TreeMap<>(windows);
        for (Map.Entry<Long, Window> from : windows.entrySet()) {
            Map.Entry<Long, Window> to = windows.higherEntry(from.getKey());
            for (long start = from.getKey() + size;
                    to != null && start < to.getKey() && !fill.equals("none");
                    start += size) {
                Window one = from.getValue();
                Window other = to.getValue();
                BigDecimal part = BigDecimal.valueOf(start - from.getKey())
                        .divide(BigDecimal.valueOf(to.getKey() - from.getKey()), MathContext.DECIMAL128);
                all.put(
                        start,
                        switch (fill) {
                            case "zero" -> new Window(BigDecimal.ZERO, BigDecimal.ZERO, true);
                            case "previous" -> new Window(one.count, one.sum, true);
                            default ->
                                new Window(line(one.count, other.count, part), line(one.sum, other.sum, part), true);
                        });
            }
        }
        List<String> results = new ArrayList<>();
        List<Window> before = new ArrayList<>();
        BigDecimal total = null;
        for (Map.Entry<Long, Window> each : all.entrySet()) {
            Window window = each.getValue();
            Window last = before.isEmpty() ? null : before.get(before.size() - 1);
            BigDecimal change =
                    last == null || last.sum == null || window.sum == null ? null : window.sum.subtract(last.sum);
            before.add(window);
            total = plus(total, window.sum);
            results.add("{\"g\":\"" + group + "\",\"resolution\":\"" + size + "ms\",\"windowStart\":" + each.getKey()
                    + ",\"windowEnd\":" + (each.getKey() + size) + ",\"n\":" + text(window.count) + ",\"t\":"
                    + text(window.sum) + ",\"change\":" + text(change) + ",\"smooth\":"
                    + text(mean(before.subList(Math.max(0, before.size() - 4), before.size()))) + ",\"total\":"
                    + text(total) + ",\"filled\":" + window.filled);
        }
        return results;
    }

    private static BigDecimal plus(BigDecimal one, BigDecimal other) {
        return one == null ? other : other == null ? one : one.add(other);
    }

    private static BigDecimal line(BigDecimal one, BigDecimal other, BigDecimal part) {
        return one == null || other == null
                ? null
                : one.add(other.subtract(one).multiply(part)).round(ROUNDED);
    }

    private static BigDecimal mean(List<Window> windows) {
        List<BigDecimal> sums =
                windows.stream().map(Window::sum).filter(Objects::nonNull).toList();
        return sums.isEmpty()
                ? null
                : sums.stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .divide(BigDecimal.valueOf(sums.size()), ROUNDED);
    }

    private static String text(BigDecimal number) {
        return number == null
                ? "null"
                : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static KeyedTable table(List<Sample> samples, String fill, long delay, long within) {
        KeyedTable table = KeyedTable.of("timeseries: {by: g, resolutions: [10ms, 20ms, 100ms], fill: " + fill
                + ", compute: {n: count(), t: sum(v)}, late: {within: " + within
                + "ms}, derive: {change: delta(t), smooth: \"movingAverage(t, 4)\", total: cumulative(t)}}\n");
        long watermark = Long.MIN_VALUE;
        for (Sample sample : samples) {
            table.in(sample.timeMillis(), sample.json(), "");
            watermark = Math.max(watermark, sample.timeMillis() - delay);
            table.watermark(watermark, List.of(), "");
        }
        return table.watermark(100_000, List.of(), "");
    }

    /** What is in force in the end: of each window the result with the highest pane, and each pane once, in order. */
    private static List<String> inForce(List<Event> told) {
        Map<String, String> byWindow = new LinkedHashMap<>();
        Map<String, Integer> panes = new LinkedHashMap<>();
        for (Event event : told) {
            String json = new String(event.value(), StandardCharsets.UTF_8);
            Matcher pane = PANE.matcher(json);
            assertThat(pane.find()).isTrue();
            String window = json.substring(0, json.indexOf(",\"n\":"));
            int expected = panes.merge(window, 1, Integer::sum) - 1;
            assertThat(Integer.parseInt(pane.group(1))).as(json).isEqualTo(expected);
            assertThat(event.op()).as(json).isEqualTo(expected == 0 ? Op.INSERT : Op.UPDATE);
            String result = json.substring(0, pane.start());
            assertThat(byWindow.put(window, result))
                    .as("told again without a change")
                    .isNotEqualTo(result);
        }
        return byWindow.values().stream().sorted().toList();
    }

    @TestFactory
    Stream<DynamicTest> recounted() {
        return LongStream.range(0, 15)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    for (String fill : List.of("none", "previous", "linear", "zero")) {
                        List<Sample> sorted = samples(new Random(seed));
                        List<Sample> shuffled = new ArrayList<>(sorted);
                        Collections.shuffle(shuffled, new Random(seed));
                        List<String> expected = recount(sorted, fill);
                        assertThat(inForce(table(sorted, fill, 0, 0).emitted()))
                                .as("in order, %s", fill)
                                .isEqualTo(expected);
                        assertThat(inForce(table(shuffled, fill, 100_000, 0).emitted()))
                                .as("shuffled, all in time, %s", fill)
                                .isEqualTo(expected);
                        assertThat(inForce(table(shuffled, fill, 0, 50_000).emitted()))
                                .as("shuffled, late, %s", fill)
                                .isEqualTo(expected);
                        assertThat(inForce(table(shuffled, fill, 30, 50_000).emittedWithRestarts()))
                                .as("shuffled, some late, with restarts, %s", fill)
                                .isEqualTo(expected);
                        List<Sample> nearly = new ArrayList<>(sorted);
                        for (int i = 0; i + 5 < nearly.size(); i += 5) {
                            Collections.shuffle(nearly.subList(i, i + 5), new Random(seed + i));
                        }
                        assertThat(inForce(table(nearly, fill, 0, 400).emittedWithRestarts()))
                                .as("a little out of order, kept for a little while, %s", fill)
                                .isEqualTo(expected);
                    }
                }));
    }
}
