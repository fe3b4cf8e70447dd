package dev.millrace.aggregate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random events are put together as in a recount with lists. A failure names its seed. */
class BatchSeedsTest {

    private static final int DELAY = 50;

    private record Sample(int number, String group, long timeMillis, int length) {
        String json() {
            return "{\"k\":\"" + group + "\",\"no\":" + number + ",\"x\":\"" + "x".repeat(length) + "\"}";
        }
    }

    private static List<Sample> samples(Random random) {
        List<Sample> samples = new ArrayList<>();
        long time = -2_000;
        for (int i = 0; i < 400; i++) {
            time += random.nextInt(20);
            int delayed = random.nextInt(8) == 0 ? random.nextInt(4 * DELAY) : random.nextInt(DELAY);
            samples.add(new Sample(i, "g" + random.nextInt(4), time - delayed, random.nextInt(300)));
        }
        return samples;
    }

    private static String batch(List<Sample> all) {
        TreeSet<Long> times = all.stream().map(Sample::timeMillis).collect(Collectors.toCollection(TreeSet::new));
        return "{\"k\":\"" + all.get(0).group() + "\",\"count\":" + all.size() + ",\"from\":" + times.first()
                + ",\"to\":" + times.last() + ",\"events\":["
                + all.stream().map(Sample::json).collect(Collectors.joining(",")) + "]}";
    }

    private static boolean isOver(List<Sample> all, long maxAge, long watermark) {
        return all.stream().anyMatch(sample -> sample.timeMillis() + maxAge <= watermark);
    }

    private static List<String> recount(List<Sample> samples, int maxEvents, long maxAge, int maxBytes) {
        Map<String, List<Sample>> open = new LinkedHashMap<>();
        List<String> told = new ArrayList<>();
        long watermark = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            List<Sample> with = new ArrayList<>(open.getOrDefault(sample.group(), List.of()));
            with.add(sample);
            if (batch(with).length() > maxBytes) {
                told.add(batch(open.remove(sample.group())));
                with = new ArrayList<>(List.of(sample));
            }
            open.put(sample.group(), with);
            if (with.size() == maxEvents || isOver(with, maxAge, watermark)) {
                told.add(batch(open.remove(sample.group())));
            }
            watermark = Math.max(watermark, sample.timeMillis() - DELAY);
            for (String group : List.copyOf(open.keySet())) {
                if (isOver(open.get(group), maxAge, watermark)) {
                    told.add(batch(open.remove(group)));
                }
            }
        }
        open.values().forEach(rest -> told.add(batch(rest)));
        return told;
    }

    private static List<String> texts(List<Event> events) {
        return events.stream()
                .map(event -> new String(event.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> recounted() {
        return LongStream.range(0, 10)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    List<Sample> samples = samples(new Random(seed));
                    for (int maxEvents : new int[] {1, 5, 1_000}) {
                        for (int maxAge : new int[] {1, 100, 1_000_000}) {
                            String settings = "maxEvents: " + maxEvents + ", maxAge: " + maxAge + "ms, maxBytes: 2KiB";
                            KeyedTable table = KeyedTable.of("batch: {by: k, " + settings + "}\n");
                            long highest = Long.MIN_VALUE / 2;
                            for (Sample sample : samples) {
                                highest = Math.max(highest, sample.timeMillis());
                                table.in(sample.timeMillis(), sample.json(), "")
                                        .watermark(highest - DELAY, List.of(), "");
                            }
                            table.watermark(Long.MAX_VALUE, List.of(), "");
                            List<String> expected = recount(samples, maxEvents, maxAge, 2_048);
                            assertThat(texts(table.emitted()))
                                    .as(settings)
                                    .containsExactlyInAnyOrderElementsOf(expected);
                            if (maxEvents == 5) {
                                assertThat(texts(table.emittedWithRestarts()))
                                        .as(settings + ", with restarts")
                                        .containsExactlyInAnyOrderElementsOf(expected);
                            }
                        }
                    }
                }));
    }
}
