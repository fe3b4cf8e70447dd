package dev.millrace.aggregate.topk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.topk.TopKRecount.Sample;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What random rows let pass, held against a recount that sorts all of them. A failure names its seed. */
class TopKSeedsTest {

    private static final List<String> ANY = List.of();

    private static String text(Event event) {
        return new String(event.value(), StandardCharsets.UTF_8);
    }

    private static Stream<DynamicTest> seeds(LongConsumer test) {
        return LongStream.range(0, 20)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> test.accept(seed)));
    }

    @TestFactory
    Stream<DynamicTest> windows_whatever_the_order() {
        return seeds(seed -> {
            Random random = new Random(seed);
            List<Sample> samples = TopKRecount.samples(random, 120, 1);
            int k = 1 + random.nextInt(5);
            boolean least = random.nextBoolean();
            List<Sample> shuffled = new ArrayList<>(samples);
            Collections.shuffle(shuffled, random);
            List<Sample> left = new ArrayList<>(samples);
            List<Sample> takenBack = shuffled.subList(0, 40);
            takenBack.forEach(left::remove);
            KeyedTable table = KeyedTable.of(
                    "topK: {k: " + k + ", order: n, least: " + least + ", by: g, window: {tumbling: 30ms}}\n");
            shuffled.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
            takenBack.forEach(sample -> table.retract(sample.timeMillis(), sample.json(), ANY, ""));
            for (long end = -30; end <= 150; end += 30) {
                table.watermark(end, ANY, "");
            }
            for (String group : List.of("a", "b")) {
                List<String> expected = new ArrayList<>();
                for (long start = -60; start < 150; start += 30) {
                    long from = start;
                    expected.addAll(TopKRecount.best(
                            left.stream()
                                    .filter(row -> row.group().equals(group)
                                            && row.timeMillis() >= from
                                            && row.timeMillis() < from + 30),
                            k,
                            least));
                }
                assertThat(expected).isNotEmpty();
                for (List<Event> told : List.of(table.emitted(), table.emittedWithRestarts())) {
                    assertThat(told).allMatch(event -> event.op() == Op.INSERT);
                    assertThat(told.stream().map(TopKSeedsTest::text).filter(row -> row.contains("\"g\":\"" + group)))
                            .as("k %d of %s", k, group)
                            .containsExactlyElementsOf(expected);
                }
            }
        });
    }

    /** What is in force after all that was told, where no more than k ever are, and each is told once. */
    private static List<String> inForce(List<Event> told, int k) {
        List<String> rows = new ArrayList<>();
        for (Event event : told) {
            if (event.op() == Op.INSERT) {
                rows.add(text(event));
            } else {
                assertThat(event.op()).isEqualTo(Op.RETRACT);
                assertThat(rows.remove(text(event)))
                        .as("told before: %s", text(event))
                        .isTrue();
            }
            assertThat(rows).hasSizeLessThanOrEqualTo(k);
        }
        Collections.sort(rows);
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> at_each_moment() {
        return seeds(seed -> {
            Random random = new Random(seed);
            int k = 1 + random.nextInt(4);
            boolean least = random.nextBoolean();
            boolean ticks = random.nextBoolean();
            List<Sample> samples = TopKRecount.samples(random, 80, 0);
            List<Sample> there = new ArrayList<>();
            KeyedTable table = KeyedTable.of(
                    "topK: {k: " + k + ", order: n, least: " + least + (ticks ? ", emit: {every: 10ms}" : "") + "}\n");
            int clock = 0;
            for (Sample sample : samples) {
                if (random.nextInt(3) == 0 && !there.isEmpty()) {
                    Sample back = there.remove(random.nextInt(there.size()));
                    table.retract(back.timeMillis(), back.json(), ANY, "");
                } else {
                    there.add(sample);
                    table.in(sample.timeMillis(), sample.json(), "");
                }
                if (random.nextInt(8) == 0) {
                    clock += 10;
                    table.clock(clock, ANY, "");
                    List<String> expected = TopKRecount.best(there.stream(), k, least).stream()
                            .sorted()
                            .toList();
                    assertThat(inForce(table.emitted(), k)).isEqualTo(expected);
                    assertThat(inForce(table.emittedWithRestarts(), k)).isEqualTo(expected);
                }
            }
            assertThat(clock).isPositive();
        });
    }

    @TestFactory
    Stream<DynamicTest> little_room_changes_nothing_while_nothing_is_taken_back() {
        return seeds(seed -> {
            Random random = new Random(seed);
            int k = 1 + random.nextInt(4);
            List<Sample> samples = TopKRecount.samples(random, 80, 0);
            List<List<String>> told = new ArrayList<>();
            for (String settings : List.of("", ", maxRows: " + k, ", maxRows: " + (k + 1), ", appendOnly: true")) {
                KeyedTable table = KeyedTable.of("topK: {k: " + k + ", order: n" + settings + "}\n");
                samples.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
                told.add(table.outcomes());
            }
            assertThat(told.get(0)).hasSizeGreaterThan(k);
            assertThat(told).allMatch(told.get(0)::equals);
        });
    }
}
