package dev.millrace.aggregate.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random events pass as they do in a recount that looks at all that has passed before, one by one. A failure names its seed. */
class DedupeSeedsTest {

    private static final int DELAY = 50;

    private record Sample(int number, String id, long timeMillis) {
        String json() {
            return "{\"id\":" + (id == null ? "null" : "\"" + id + "\"") + ",\"no\":" + number + "}";
        }
    }

    private static List<Sample> samples(Random random) {
        List<Sample> samples = new ArrayList<>();
        long time = -2_000;
        for (int i = 0; i < 400; i++) {
            time += random.nextInt(20);
            int delayed = random.nextInt(8) == 0 ? random.nextInt(4 * DELAY) : random.nextInt(DELAY);
            samples.add(new Sample(i, random.nextInt(20) == 0 ? null : "i" + random.nextInt(12), time - delayed));
        }
        return samples;
    }

    /** By the definition: a list of what has passed and is not forgotten, looked through for each event. */
    private static List<String> recount(List<Sample> samples, long within, int maxKeys) {
        List<Sample> remembered = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        long watermark = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            long now = watermark;
            remembered.removeIf(each -> each.timeMillis() + within <= now);
            boolean repeated = sample.id() != null
                    && remembered.stream()
                            .anyMatch(each -> each.id().equals(sample.id())
                                    && Math.abs(each.timeMillis() - sample.timeMillis()) < within);
            if (!repeated) {
                passed.add(sample.json());
                if (sample.id() != null && sample.timeMillis() + within > now) {
                    remembered.add(sample);
                }
            }
            while (remembered.size() > maxKeys) {
                remembered.remove(remembered.stream()
                        .min(Comparator.comparingLong(Sample::timeMillis).thenComparingInt(Sample::number))
                        .orElseThrow());
            }
            watermark = Math.max(watermark, sample.timeMillis() - DELAY);
        }
        return passed;
    }

    private static KeyedTable table(List<Sample> samples, String settings) {
        KeyedTable table = KeyedTable.of("dedupe: {id: id, " + settings + "}\n");
        long highest = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            highest = Math.max(highest, sample.timeMillis());
            table.in(sample.timeMillis(), sample.json(), "").watermark(highest - DELAY, List.of(), "");
        }
        return table;
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
                    for (int within : new int[] {1, 100, 100_000}) {
                        for (int maxKeys : new int[] {1, 4, 1_000}) {
                            List<String> expected = recount(samples, within, maxKeys);
                            String settings = "within: " + within + "ms, maxKeys: " + maxKeys;
                            KeyedTable table = table(samples, settings);
                            assertThat(expected).hasSizeBetween(12, 400);
                            assertThat(texts(table.emitted())).as(settings).isEqualTo(expected);
                            if (maxKeys == 4) {
                                assertThat(texts(table.emittedWithRestarts()))
                                        .as(settings + ", with restarts")
                                        .isEqualTo(expected);
                            }
                        }
                    }
                }));
    }
}
