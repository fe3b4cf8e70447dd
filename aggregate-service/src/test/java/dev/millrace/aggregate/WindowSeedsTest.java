package dev.millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Windows of every kind over random events give what a recount gives that goes through all windows and all events, in whatever order events come
 * within the bound, and with each row of the table taken back, done again and restored. A failure names its seed.
 */
class WindowSeedsTest {

    private static final int BOUND_MILLIS = 700;

    /** An event of a group. */
    private record Sample(long time, int group, int x) {
        String json() {
            return "{\"k\":" + group + ",\"x\":" + x + "}";
        }
    }

    /** The windows there may be for the times of a group's events. */
    private record Kind(String window, Function<TreeSet<Long>, List<WindowSpans.Span>> spans) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("tumbling: 900ms, offset: 100ms", times -> WindowSpans.aligned(times, 900, 900, 100)),
            new Kind("hopping: 2s, every: 250ms", times -> WindowSpans.aligned(times, 2_000, 250, 0)),
            new Kind("hopping: 900ms, every: 300ms, offset: 40ms", times -> WindowSpans.aligned(times, 900, 300, 40)),
            new Kind("cumulate: 2s, every: 500ms", times -> WindowSpans.cumulating(times, 2_000, 500)),
            new Kind("lookback: 400ms", times -> WindowSpans.lookback(times, 400)),
            new Kind("sliding: 300ms", times -> WindowSpans.sliding(times, 300)),
            new Kind("session: 150ms", times -> WindowSpans.sessions(times, 150)));

    /** What is to come: {@code group start end -> n sum first last}. */
    private static Map<String, String> recount(List<Sample> samples, Kind kind) {
        Map<String, String> results = new HashMap<>();
        Map<Integer, List<Sample>> groups = samples.stream().collect(Collectors.groupingBy(Sample::group));
        groups.forEach((group, all) -> {
            TreeSet<Long> times = all.stream().map(Sample::time).collect(Collectors.toCollection(TreeSet::new));
            for (WindowSpans.Span span : kind.spans().apply(times)) {
                List<Sample> in = all.stream()
                        .filter(sample -> sample.time() >= span.first() && sample.time() <= span.last())
                        .sorted(Comparator.comparingLong(Sample::time))
                        .toList();
                if (!in.isEmpty()) {
                    results.put(
                            group + " " + span.start() + " " + span.end(),
                            in.size() + " " + in.stream().mapToInt(Sample::x).sum() + " "
                                    + in.stream().mapToInt(Sample::x).min().getAsInt() + " "
                                    + in.get(in.size() - 1).x());
                }
            }
        });
        return results;
    }

    private static final Pattern RESULT = Pattern.compile(
            "\\{\"k\":(\\d+),\"windowStart\":(-?\\d+),\"windowEnd\":(-?\\d+),\"n\":(\\d+),\"s\":(-?\\d+),"
                    + "\"least\":(-?\\d+),\"end\":(-?\\d+),\"pane\":\\d+}");

    /** The final result of each window when the watermark is as far behind the events as it is told to be. */
    private static Map<String, String> results(
            List<Sample> samples, Kind kind, long behindMillis, String rest, boolean restarts) {
        KeyedTable table = KeyedTable.of("aggregate:\n  by: k\n  window: {" + kind.window()
                + "}\n  compute: {n: count(), s: sum(x), least: min(x), end: last(x)}\n" + rest);
        long highest = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            highest = Math.max(highest, sample.time());
            table.in(sample.time(), sample.json(), "").watermark(highest - behindMillis, List.of(), "");
        }
        table.watermark(Long.MAX_VALUE, List.of(), "");
        Map<String, String> last = new HashMap<>();
        for (Event event : restarts ? table.emittedWithRestarts() : table.emitted()) {
            String document = new String(event.value(), StandardCharsets.UTF_8);
            Matcher parts = RESULT.matcher(document);
            assertThat(parts.matches()).as(document).isTrue();
            String key = parts.group(1) + " " + parts.group(2) + " " + parts.group(3);
            String value = parts.group(4) + " " + parts.group(5) + " " + parts.group(6) + " " + parts.group(7);
            if (event.op() == Op.RETRACT) {
                assertThat(last.remove(key)).as("taken back: " + document).isEqualTo(value);
            } else if (event.op() == Op.UPDATE && kind.window().startsWith("session")) {
                // A session that lasts longer replaces the one with its beginning.
                String start = parts.group(1) + " " + parts.group(2) + " ";
                last.keySet().removeIf(told -> told.startsWith(start));
                last.put(key, value);
            } else {
                assertThat(last.put(key, value) == null)
                        .as(event.op() + " " + document)
                        .isEqualTo(event.op() == Op.INSERT);
            }
        }
        return last;
    }

    private static List<Sample> samples(Random random, int count) {
        Map<String, Sample> samples = new HashMap<>();
        for (int i = 0; i < count; i++) {
            Sample sample =
                    new Sample(random.nextInt(12_000) - 6_000L, random.nextInt(3), random.nextInt(2_000) - 1_000);
            samples.put(sample.group() + " " + sample.time(), sample);
        }
        return samples.values().stream()
                .sorted(Comparator.comparingLong(Sample::time).thenComparing(Sample::group))
                .toList();
    }

    private static List<Sample> shuffled(List<Sample> sorted, Random random) {
        Map<Sample, Long> arrival = new HashMap<>();
        sorted.forEach(sample -> arrival.put(sample, sample.time() + random.nextInt(BOUND_MILLIS)));
        List<Sample> shuffled = new ArrayList<>(sorted);
        shuffled.sort(Comparator.comparing(arrival::get));
        return shuffled;
    }

    /** What a few windows should be and are. */
    private static List<String> differences(Map<String, String> expected, Map<String, String> actual) {
        TreeSet<String> windows = new TreeSet<>(expected.keySet());
        windows.addAll(actual.keySet());
        return windows.stream()
                .filter(window -> !Objects.equals(expected.get(window), actual.get(window)))
                .map(window -> window + ": " + expected.get(window) + " expected, " + actual.get(window) + " told")
                .limit(5)
                .toList();
    }

    private static final List<String> CORRECTED = List.of(
            "  late: {within: 1s}\n",
            "  late: {within: 1s, mode: retracting}\n",
            "  late: {within: 1s}\n  emit: on-update\n",
            "  late: {within: 1s, mode: retracting}\n  emit: on-update\n",
            "  late: {within: 1s}\n  emit: {count: 3}\n",
            "  late: {within: 1s, mode: retracting}\n  emit: {every: 1s, count: 2}\n");

    @TestFactory
    Stream<DynamicTest> sorted_shuffled_and_recounted() {
        return KINDS.stream()
                .flatMap(kind -> LongStream.range(0, 8)
                        .mapToObj(seed -> DynamicTest.dynamicTest(kind.window() + ", seed " + seed, () -> {
                            Random random = new Random(seed);
                            List<Sample> sorted = samples(random, 200);
                            List<Sample> shuffled = shuffled(sorted, random);
                            Map<String, String> expected = recount(sorted, kind);

                            assertThat(expected).hasSizeGreaterThan(20);
                            assertThat(shuffled).isNotEqualTo(sorted);
                            assertThat(differences(expected, results(sorted, kind, 0, "", false)))
                                    .as("sorted")
                                    .isEmpty();
                            assertThat(differences(expected, results(shuffled, kind, BOUND_MILLIS, "", false)))
                                    .as("shuffled")
                                    .isEmpty();
                            assertThat(differences(expected, results(shuffled, kind, BOUND_MILLIS, "", true)))
                                    .as("shuffled, with restarts")
                                    .isEmpty();
                            for (String rest : CORRECTED) {
                                assertThat(differences(expected, results(shuffled, kind, 0, rest, false)))
                                        .as("late, with\n" + rest)
                                        .isEmpty();
                            }
                        })));
    }
}
