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
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Windows that go by the order in which events come give, behind {@code reorder}, what a recount of the sorted events gives, however the events were
 * shuffled within the bound. A failure names its seed.
 */
class ReorderedWindowsTest {

    private static final int BOUND_MILLIS = 700;
    private static final int SEEDS = 5;

    private record Sample(long time, int group, int x) {
        String json() {
            return "{\"k\":" + group + ",\"x\":" + x + "}";
        }
    }

    /** An event as it comes to the window. */
    private record Arrival(long time, String json) {}

    /** A window, and the sets of events that are told of a group's sorted events. */
    private record Kind(String window, Function<List<Sample>, List<List<Sample>>> recount) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("count: 5", all -> counted(all, 5, 5)),
            new Kind("count: 6, every: 2", all -> counted(all, 6, 2)),
            new Kind("state: {open: x > 400, close: x < -400}, max: 900ms", ReorderedWindowsTest::opened),
            new Kind("session: 150ms, max: 200ms", ReorderedWindowsTest::sessions));

    private static List<List<Sample>> counted(List<Sample> all, int count, int every) {
        List<List<Sample>> told = new ArrayList<>();
        for (int to = every; to <= all.size(); to += every) {
            told.add(all.subList(Math.max(0, to - count), to));
        }
        return told;
    }

    private static List<List<Sample>> opened(List<Sample> all) {
        List<List<Sample>> told = new ArrayList<>();
        List<Sample> open = null;
        for (Sample sample : all) {
            if (open != null && sample.time() - open.get(0).time() > 900) {
                open = null;
            }
            if (open == null && sample.x() > 400) {
                open = new ArrayList<>();
                told.add(open);
            }
            if (open != null) {
                open.add(sample);
                open = sample.x() < -400 ? null : open;
            }
        }
        return told;
    }

    private static List<List<Sample>> sessions(List<Sample> all) {
        List<List<Sample>> told = new ArrayList<>();
        List<Sample> session = List.of();
        for (Sample sample : all) {
            if (session.isEmpty()
                    || sample.time() - session.get(session.size() - 1).time() > 150
                    || sample.time() - session.get(0).time() > 200) {
                session = new ArrayList<>();
                told.add(session);
            }
            session.add(sample);
        }
        return told;
    }

    /** What is to come, each {@code group start end n sum}, sorted. */
    private static List<String> recount(List<Sample> sorted, Kind kind) {
        Map<Integer, List<Sample>> groups = new TreeMap<>();
        sorted.forEach(sample ->
                groups.computeIfAbsent(sample.group(), k -> new ArrayList<>()).add(sample));
        return groups.values().stream()
                .flatMap(all -> kind.recount().apply(all).stream())
                .map(in -> in.get(0).group() + " " + in.get(0).time() + " "
                        + in.get(in.size() - 1).time() + " " + in.size() + " "
                        + in.stream().mapToInt(Sample::x).sum())
                .sorted()
                .toList();
    }

    private static Arrival arrival(Event event) {
        return new Arrival(event.timeMillis(), new String(event.value(), StandardCharsets.UTF_8));
    }

    private static List<Arrival> reordered(List<Sample> samples) {
        KeyedTable table = KeyedTable.of("reorder: {hold: 0s, by: k}");
        long highest = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            highest = Math.max(highest, sample.time());
            table.in(sample.time(), sample.json(), "").watermark(highest - BOUND_MILLIS, List.of(), "");
        }
        return table.watermark(Long.MAX_VALUE, List.of(), "").emittedWithRestarts().stream()
                .map(ReorderedWindowsTest::arrival)
                .toList();
    }

    private static final Pattern RESULT = Pattern.compile(
            "\\{\"k\":(\\d+),\"windowStart\":(-?\\d+),\"windowEnd\":(-?\\d+),\"n\":(\\d+),\"s\":(-?\\d+),"
                    + "\"pane\":0}");

    /** What is told of events in the order in which they stand, time coming on behind them. */
    private static List<String> results(Kind kind, List<Arrival> arrivals, long behindMillis) {
        KeyedTable table = KeyedTable.of(
                "aggregate:\n  by: k\n  window: {" + kind.window() + "}\n  compute: {n: count(), s: sum(x)}\n");
        long highest = Long.MIN_VALUE / 2;
        for (Arrival arrival : arrivals) {
            highest = Math.max(highest, arrival.time());
            table.in(arrival.time(), arrival.json(), "").watermark(highest - behindMillis, List.of(), "");
        }
        table.watermark(Long.MAX_VALUE, List.of(), "");
        return table.emitted().stream().map(ReorderedWindowsTest::text).sorted().toList();
    }

    private static String text(Event result) {
        String document = new String(result.value(), StandardCharsets.UTF_8);
        Matcher parts = RESULT.matcher(document);
        assertThat(parts.matches()).as(document).isTrue();
        assertThat(result.op()).as(document).isEqualTo(Op.INSERT);
        return parts.group(1) + " " + parts.group(2) + " " + parts.group(3) + " " + parts.group(4) + " "
                + parts.group(5);
    }

    private static List<Sample> samples(Random random) {
        Map<String, Sample> samples = new HashMap<>();
        for (int i = 0; i < 200; i++) {
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

    private static List<Arrival> asTheyCome(List<Sample> samples) {
        return samples.stream()
                .map(sample -> new Arrival(sample.time(), sample.json()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> shuffled_and_put_in_order_is_recounted() {
        return KINDS.stream()
                .flatMap(kind -> LongStream.range(0, SEEDS)
                        .mapToObj(seed -> DynamicTest.dynamicTest(kind.window() + ", seed " + seed, () -> {
                            Random random = new Random(seed);
                            List<Sample> sorted = samples(random);
                            List<Sample> shuffled = shuffled(sorted, random);
                            List<String> expected = recount(sorted, kind);

                            assertThat(expected).hasSizeGreaterThan(20);
                            List<Arrival> ordered = reordered(shuffled);
                            assertThat(ordered).hasSameSizeAs(sorted);
                            assertThat(results(kind, ordered, 0))
                                    .as("time comes on with each event")
                                    .isEqualTo(expected);
                            assertThat(results(kind, ordered, BOUND_MILLIS))
                                    .as("time comes on later")
                                    .isEqualTo(expected);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> without_reorder_the_order_of_arrival_shows() {
        return KINDS.stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.window(),
                        () -> assertThat(LongStream.range(0, SEEDS)).anyMatch(seed -> {
                            Random random = new Random(seed);
                            List<Sample> sorted = samples(random);
                            List<Arrival> shuffled = asTheyCome(shuffled(sorted, random));
                            return !results(kind, shuffled, BOUND_MILLIS).equals(recount(sorted, kind));
                        })));
    }
}
