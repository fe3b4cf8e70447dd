package dev.millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.AggregateRecount.Sample;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random events give the results that a recount gives, in whatever order they come within the bound. A failure names its seed. */
class AggregateSeedsTest {

    private static final int BOUND_MILLIS = 700;

    private static final String STEP = """
            aggregate:
              by: card
              window: {tumbling: 1s}
              compute:
                n: count()
                known: count(amount)
                below: countIf(amount < 0)
                total: sum(amount)
                mean: avg(amount)
                least: min(amount)
                most: max(amount)
                start: first(no)
                end: last(no)
            """;

    /** The final result of each group and window when the watermark is as far behind the events as it is told to be. */
    private static Map<String, String> results(List<Sample> samples, long behindMillis, String rest) {
        KeyedTable table = KeyedTable.of(STEP + rest);
        long highest = Long.MIN_VALUE / 2;
        for (Sample sample : samples) {
            highest = Math.max(highest, sample.timeMillis());
            table.in(sample.timeMillis(), sample.json(), "").watermark(highest - behindMillis, List.of(), "");
        }
        Map<String, String> last = new HashMap<>();
        for (Event event : table.watermark(Long.MAX_VALUE, List.of(), "").emitted()) {
            String document = new String(event.value(), StandardCharsets.UTF_8);
            String key = new String(event.key(), StandardCharsets.UTF_8) + " "
                    + document.replaceFirst(".*\"windowStart\":(-?\\d+).*", "$1");
            String withoutPane = document.substring(0, document.lastIndexOf(",\"pane\""));
            if (event.op() == Op.RETRACT) {
                assertThat(last.remove(key)).as("taken back").isEqualTo(withoutPane);
            } else {
                last.put(key, withoutPane);
            }
        }
        return last;
    }

    @TestFactory
    Stream<DynamicTest> sorted_shuffled_and_recounted() {
        return LongStream.range(0, 20)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<Sample> sorted = AggregateRecount.samples(random, 300);
                    List<Sample> shuffled = AggregateRecount.shuffled(sorted, random, BOUND_MILLIS);
                    Map<String, String> expected = AggregateRecount.results(sorted);

                    assertThat(expected).hasSizeGreaterThan(30);
                    assertThat(shuffled).isNotEqualTo(sorted);
                    assertThat(results(sorted, 0, "")).as("sorted").isEqualTo(expected);
                    assertThat(results(shuffled, BOUND_MILLIS, ""))
                            .as("shuffled")
                            .isEqualTo(expected);
                    for (String rest : List.of(
                            "  late: {within: 1s}\n",
                            "  late: {within: 1s, mode: retracting}\n",
                            "  late: {within: 1s}\n  emit: on-update\n",
                            "  late: {within: 1s, mode: retracting}\n  emit: on-update\n",
                            "  late: {within: 1s, mode: retracting}\n  emit: {every: 1s}\n")) {
                        assertThat(results(shuffled, 0, rest))
                                .as("late, with\n" + rest)
                                .isEqualTo(expected);
                    }
                }));
    }
}
