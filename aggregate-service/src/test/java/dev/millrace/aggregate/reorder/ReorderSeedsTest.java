package dev.millrace.aggregate.reorder;

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

/** Events that are shuffled within the bound come out sorted, and what is later than that and the hold does not come out. A failure names its seed. */
class ReorderSeedsTest {

    private static final int BOUND_MILLIS = 700;

    private record Sample(int number, long timeMillis, long arrivesAt) {
        String json() {
            return "{\"no\":" + number + ",\"k\":\"" + number % 5 + "\"}";
        }
    }

    /** In the order in which they arrive: each at most so long after its time. */
    private static List<Sample> samples(Random random, int delay) {
        List<Sample> samples = new ArrayList<>();
        long time = -50_000;
        for (int i = 0; i < 300; i++) {
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(400);
            samples.add(new Sample(i, time, time + random.nextInt(delay + 1)));
        }
        samples.sort(Comparator.comparingLong(Sample::arrivesAt));
        return samples;
    }

    private static List<String> outcomes(List<Sample> samples, String settings, int maxDelay) {
        KeyedTable table = KeyedTable.of("reorder: {" + settings + "}\n");
        long highest = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            // As in a worker: the watermark has moved with the event itself, but what is due fires behind it.
            highest = Math.max(highest, sample.timeMillis());
            table.in(sample.timeMillis(), sample.json(), "").watermark(highest - maxDelay, List.of(), "");
        }
        table.inOrder(Long.MAX_VALUE, List.of(), "");
        List<String> emitted = texts(table.emitted());
        if (settings.contains("by: k")) {
            assertThat(texts(table.emittedWithRestarts())).as("with restarts").isEqualTo(emitted);
        }
        return emitted;
    }

    private static List<String> texts(List<Event> events) {
        return events.stream()
                .map(event -> new String(event.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> sorted(List<Sample> samples) {
        return samples.stream()
                .sorted(Comparator.comparingLong(Sample::timeMillis))
                .map(Sample::json)
                .toList();
    }

    /** What is not late, by the definition: not before the watermark of all that came before it, less the hold. */
    private static List<Sample> inTime(List<Sample> samples, int maxDelay, int hold) {
        List<Sample> inTime = new ArrayList<>();
        long watermark = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            if (sample.timeMillis() >= watermark - hold) {
                inTime.add(sample);
            }
            watermark = Math.max(watermark, sample.timeMillis() - maxDelay);
        }
        return inTime;
    }

    @TestFactory
    Stream<DynamicTest> shuffled_in_sorted_out() {
        return LongStream.range(0, 10)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    List<Sample> shuffled = samples(new Random(seed), BOUND_MILLIS);
                    List<String> sorted = sorted(shuffled);

                    assertThat(shuffled.stream().map(Sample::json).toList()).isNotEqualTo(sorted);
                    assertThat(outcomes(shuffled, "hold: 0s", BOUND_MILLIS)).isEqualTo(sorted);
                    assertThat(outcomes(shuffled, "hold: 700ms, by: k", 0)).isEqualTo(sorted);
                    assertThat(outcomes(shuffled, "hold: 300ms", 400)).isEqualTo(sorted);
                    List<Sample> some = inTime(shuffled, 100, 200);
                    assertThat(some).hasSizeBetween(100, 299);
                    assertThat(outcomes(shuffled, "hold: 200ms", 100))
                            .as("what is not late")
                            .isEqualTo(sorted(some));
                }));
    }

    @TestFactory
    Stream<DynamicTest> each_group_stays_in_order_when_there_is_no_room() {
        return LongStream.range(0, 10)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    List<Sample> shuffled = samples(new Random(seed), BOUND_MILLIS);
                    List<String> out = outcomes(shuffled, "hold: 0s, by: k, maxEvents: 3", BOUND_MILLIS);
                    for (int group = 0; group < 5; group++) {
                        String of = "\"k\":\"" + group + "\"";
                        List<String> came =
                                out.stream().filter(json -> json.contains(of)).toList();
                        assertThat(sorted(shuffled).stream()
                                        .filter(came::contains)
                                        .toList())
                                .as("group " + group)
                                .isEqualTo(came);
                        assertThat(came).hasSizeGreaterThan(20);
                    }
                }));
    }
}
