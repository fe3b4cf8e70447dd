package dev.millrace.aggregate.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.AggregateProvider;
import dev.millrace.aggregate.function.FunctionRecount;
import dev.millrace.aggregate.function.FunctionRecount.Sample;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.Slice;
import dev.millrace.model.step.StepReader;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of random events each function gives what a recount gives: in any order, in partial results cut anywhere, with others taken back. */
class FunctionSeedsTest {

    private static final String STEP = "aggregate:\n  window: {tumbling: 1000s}\n  compute:\n";

    private static String yaml(String compute) {
        return STEP + compute.indent(0).replaceAll("(?m)^\\s*", "    ");
    }

    /** The values of the one result, by name. */
    private static Map<Character, String> values(KeyedTable table) {
        List<Event> emitted = table.watermark(Long.MAX_VALUE, List.of(), "").emitted();
        assertThat(emitted).hasSize(1);
        byte[] document = emitted.get(0).value();
        Map<Character, String> values = new TreeMap<>();
        for (char name = 'a'; name <= 'z'; name++) {
            long found = JsonScan.find(document, FieldPath.parse("" + name));
            if (found != Slice.ABSENT) {
                int from = Slice.from(found);
                values.put(name, new String(document, from, Slice.to(found) - from, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static Map<Character, String> all(List<Sample> samples) {
        KeyedTable table = KeyedTable.of(yaml(FunctionRecount.COMPUTE));
        samples.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
        return values(table);
    }

    private static Map<Character, String> inParts(List<Sample> samples, Random random) {
        String yaml = yaml(FunctionRecount.COMPUTE);
        String list = "- " + yaml.replace("\n", "\n  ").stripTrailing();
        Rekeyer rekeyer = new AggregateProvider()
                .rekey(StepReader.read(new NodeAt(Documents.read(list).roots().get(0), "", new Problems()))
                        .get(0));
        KeyedTable table = KeyedTable.of(yaml);
        CombinedRun run = new CombinedRun(rekeyer, table);
        int each = 1 + random.nextInt(60);
        for (Sample sample : samples) {
            run.event(sample.timeMillis(), sample.json());
            if (random.nextInt(each) == 0) {
                run.commit();
            }
        }
        run.commit();
        assertThat(run.sent()).contains("p").doesNotContain("e");
        return values(table);
    }

    @TestFactory
    Stream<DynamicTest> sorted_shuffled_in_parts_and_recounted() {
        return LongStream.range(0, 30)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<Sample> sorted = FunctionRecount.samples(random, (int) (seed * seed / 4) + 1);
                    List<Sample> shuffled = new ArrayList<>(sorted);
                    Collections.shuffle(shuffled, random);
                    Map<Character, String> result = all(sorted);

                    assertThat(all(shuffled)).as("shuffled").isEqualTo(result);
                    assertThat(inParts(shuffled, random)).as("in parts").isEqualTo(result);
                    String decayed = result.remove('z');
                    assertThat(result).as("recounted").isEqualTo(FunctionRecount.results(sorted));
                    double expected = FunctionRecount.decayed(sorted);
                    assertThat(decayed.equals("null") ? Double.NaN : Double.parseDouble(decayed))
                            .isCloseTo(
                                    expected, org.assertj.core.data.Offset.offset(Math.abs(expected) * 1e-9 + 1e-300));
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_taken_back_was_never_there() {
        return LongStream.range(0, 30)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<Sample> samples = new ArrayList<>(FunctionRecount.samples(random, 150));
                    Collections.shuffle(samples, random);
                    KeyedTable table = KeyedTable.of(yaml(FunctionRecount.RETRACTABLE));
                    List<Sample> there = new ArrayList<>();
                    for (Sample sample : samples) {
                        table.in(sample.timeMillis(), sample.json(), "");
                        there.add(sample);
                        while (there.size() > 1 && random.nextInt(5) < 2) {
                            Sample gone = there.remove(random.nextInt(there.size()));
                            table.retract(gone.timeMillis(), gone.json(), List.of(), "");
                        }
                    }
                    Map<Character, String> result = values(table);
                    Map<Character, String> expected = FunctionRecount.results(there);
                    expected.keySet().retainAll(result.keySet());

                    assertThat(there).hasSizeBetween(2, 140);
                    assertThat(result).isEqualTo(expected).hasSize(12);
                }));
    }
}
