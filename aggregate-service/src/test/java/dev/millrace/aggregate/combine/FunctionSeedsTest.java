package dev.millrace.aggregate.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.function.FunctionRecount;
import dev.millrace.aggregate.function.FunctionRecount.Sample;
import dev.millrace.testkit.KeyedTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of random events each function gives what a recount gives: in any order, in partial results cut anywhere, with others taken back. */
class FunctionSeedsTest {

    private static List<FunctionRuns.Sample> events(List<Sample> samples) {
        return samples.stream()
                .map(sample -> new FunctionRuns.Sample(sample.timeMillis(), sample.json()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> sorted_shuffled_in_parts_and_recounted() {
        return LongStream.range(0, 30)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<Sample> sorted = FunctionRecount.samples(random, (int) (seed * seed / 4) + 1);
                    List<Sample> shuffled = new ArrayList<>(sorted);
                    Collections.shuffle(shuffled, random);
                    Map<Character, String> result = FunctionRuns.all(FunctionRecount.COMPUTE, events(sorted));

                    assertThat(FunctionRuns.all(FunctionRecount.COMPUTE, events(shuffled)))
                            .as("shuffled")
                            .isEqualTo(result);
                    assertThat(FunctionRuns.inParts(FunctionRecount.COMPUTE, events(shuffled), random))
                            .as("in parts")
                            .isEqualTo(result);
                    expectDecayed(result.remove('z'), FunctionRecount.decayed(sorted, 90_000));
                    expectDecayed(result.remove('y'), FunctionRecount.decayed(sorted, 2_000));
                    assertThat(result).as("recounted").isEqualTo(FunctionRecount.results(sorted));
                }));
    }

    private static void expectDecayed(String told, double expected) {
        assertThat(told.equals("null") ? Double.NaN : Double.parseDouble(told))
                .isCloseTo(expected, Offset.offset(Math.abs(expected) * 1e-9 + 1e-300));
    }

    @TestFactory
    Stream<DynamicTest> what_is_taken_back_was_never_there() {
        return LongStream.range(0, 30)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<Sample> samples = new ArrayList<>(FunctionRecount.samples(random, 150));
                    Collections.shuffle(samples, random);
                    KeyedTable table = KeyedTable.of(FunctionRuns.yaml(FunctionRecount.RETRACTABLE));
                    List<Sample> there = new ArrayList<>();
                    for (Sample sample : samples) {
                        table.in(sample.timeMillis(), sample.json(), "");
                        there.add(sample);
                        while (there.size() > 1 && random.nextInt(5) < 2) {
                            Sample gone = there.remove(random.nextInt(there.size()));
                            table.retract(gone.timeMillis(), gone.json(), List.of(), "");
                        }
                    }
                    Map<Character, String> result = FunctionRuns.values(table);
                    Map<Character, String> expected = FunctionRecount.results(there);
                    expected.keySet().retainAll(result.keySet());

                    assertThat(there).hasSizeBetween(2, 140);
                    assertThat(result).isEqualTo(expected).hasSize(12);
                }));
    }
}
