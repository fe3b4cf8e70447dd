package dev.millrace.aggregate.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.AggregateProvider;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.event.Op;
import dev.millrace.model.step.StepReader;
import dev.millrace.testkit.KeyedTable;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Combining changes how much is sent, and nothing of what comes of it. */
class CombinerTest {

    private static final String ALL =
            "n: count(), c: count(x), i: countIf(x > 0), s: sum(x), a: avg(x), l: min(x), m: max(x),"
                    + " f: first(no), z: last(no)";
    private static final String BACK = "n: count(), c: count(x), i: countIf(x > 0), s: sum(x), a: avg(x)";

    private static String yaml(String compute, String rest) {
        return "aggregate:\n  by: k\n  window: {tumbling: 10ms}\n  compute: {" + compute + "}\n" + rest;
    }

    private static Rekeyer rekeyer(String yaml) {
        String list = "- " + yaml.replace("\n", "\n  ").stripTrailing();
        return new AggregateProvider()
                .rekey(StepReader.read(new NodeAt(Documents.read(list).roots().get(0), "", new Problems()))
                        .get(0));
    }

    private static CombinedRun run(String yaml, KeyedTable behind) {
        return new CombinedRun(rekeyer(yaml), behind);
    }

    @Test
    void two_events_of_a_group_are_one_partial() {
        String yaml = yaml(ALL, "");
        KeyedTable behind = KeyedTable.of(yaml);
        CombinedRun run = run(yaml, behind)
                .event(1, "{\"k\":1,\"x\":2,\"no\":1}")
                .event(2, "{\"k\":1,\"x\":0.5,\"no\":2}")
                .commit()
                .event(0, "{\"k\":1,\"x\":-1e30,\"no\":3}")
                .event(3, "{\"k\":1,\"no\":4}")
                .watermark(10)
                .commit();

        assertThat(run.sent()).isEqualTo("p|p|");
        assertThat(behind.outcomes())
                .containsExactly("insert {\"k\":1,\"windowStart\":0,\"windowEnd\":10,\"n\":4,\"c\":3,\"i\":2,"
                        + "\"s\":-999999999999999999999999999997.5,\"a\":-333333333333333330000000000000,"
                        + "\"l\":-1000000000000000000000000000000,\"m\":2,\"f\":3,\"z\":4,\"pane\":0}");
    }

    @Test
    void what_may_be_late_goes_as_it_is() {
        String yaml = yaml(BACK, "");
        CombinedRun run = run(yaml, KeyedTable.of(yaml))
                .event(1, "{\"k\":1,\"x\":2}")
                .watermark(10)
                .event(1, "{\"k\":1,\"x\":3}")
                .event(11, "{\"k\":1,\"x\":3}")
                .doubt(20)
                .event(12, "{\"k\":1,\"x\":3}")
                .event(20, "{\"k\":1,\"x\":3}")
                .event(30, "{\"k\":1,\"x\":3}")
                .commit();

        assertThat(run.sent())
                .as(
                        "own watermark at the end; then silence, which may have closed the window of 20 itself, not the next:"
                                + " each after what was kept of its window")
                .isEqualTo("pepeep|");
    }

    @Test
    void what_fails_or_takes_back_goes_as_it_is() {
        String yaml = yaml(BACK, "");
        KeyedTable behind = KeyedTable.of(yaml);
        CombinedRun run = run(yaml, behind)
                .event(1, "{\"k\":1,\"x\":9223372036854775807}")
                .event(1, "{\"k\":1,\"x\":1}")
                .event(1, "{\"k\":1,\"x\":true}")
                .event(1, "{\"k\":{}}")
                .event(1, "{\"k\":1,\"x\":-7}")
                .event(Op.RETRACT, 1, "{\"k\":1,\"x\":-7}")
                .watermark(10)
                .commit();

        assertThat(run.sent()).isEqualTo("peexpe|");
        assertThat(behind.outcomes()).hasSize(3);
        assertThat(behind.outcomes().get(0)).contains("sum(x): the sum with 1 does not fit a 64-bit integer");
        assertThat(behind.outcomes().get(1)).contains("x is true");
        assertThat(behind.outcomes().get(2))
                .contains("\"n\":1,\"c\":1,\"i\":1,\"s\":9223372036854775807,\"a\":9223372036854775800,");
    }

    @Test
    void what_was_undone_is_forgotten() {
        String yaml = yaml(BACK, "");
        Rekeyer rekeyer = rekeyer(yaml);
        CombinedRun run = new CombinedRun(rekeyer, KeyedTable.of(yaml))
                .event(1, "{\"k\":1}")
                .event(11, "{\"k\":1}");
        assertThat(rekeyer.kept()).isEqualTo(2);
        rekeyer.forget();

        assertThat(rekeyer.kept()).isZero();
        assertThat(run.commit().sent()).isEqualTo("|");
    }

    @Test
    void where_each_event_has_a_result_nothing_is_combined() {
        assertThat(rekeyer(yaml(BACK, "  emit: on-update\n"))).isInstanceOf(Rekey.class);
        assertThat(rekeyer(yaml(BACK, "").replace("10ms", "10ms, time: processing")))
                .isInstanceOf(Rekey.class);
        assertThat(rekeyer(yaml(BACK, "  emit: {every: 1s}\n"))).isInstanceOf(Combiner.class);
    }

    @Test
    void where_state_is_bounded_nothing_is_combined() {
        for (String bound : List.of("ttl: 1m", "maxKeys: 5", "maxBytes: 5KiB")) {
            assertThat(rekeyer(yaml(BACK, "  " + bound + "\n"))).as(bound).isInstanceOf(Rekey.class);
        }
    }

    @Test
    void a_partial_that_fails_says_what_it_holds() {
        String yaml = yaml("s: sum(x), n: count()", "");
        byte[][] sent = new byte[1][];
        CombinedRun run = new CombinedRun(rekeyer(yaml), KeyedTable.of(yaml)) {
            @Override
            public void partial(byte[] key, byte[] partial) {
                sent[0] = partial;
            }
        };
        run.event(1, "{\"k\":1,\"x\":5}").event(1, "{\"k\":1,\"x\":6}").commit();

        Stream<DynamicTest> tests = KeyedTable.of(yaml)
                .in(1, "{\"k\":1,\"x\":9223372036854775800}", "near the greatest")
                .deadPartial(
                        sent[0],
                        "4:20: sum(x): the sum with 11 does not fit a 64-bit integer {\"k\":1,\"windowStart\":0,\"windowEnd\":10,\"s\":11,\"n\":2,\"pane\":0}",
                        "as a result of its own")
                .watermark(
                        10,
                        List.of(
                                "insert {\"k\":1,\"windowStart\":0,\"windowEnd\":10,\"s\":9223372036854775800,\"n\":1,\"pane\":0}"),
                        "the row is as it was")
                .deadPartial(sent[0], "came when its window was closed", "where none should come any more")
                .tests();
        tests.forEach(test -> {
            try {
                test.getExecutable().execute();
            } catch (Throwable failure) {
                throw new AssertionError(test.getDisplayName(), failure);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> combined_or_not_is_all_the_same() {
        return LongStream.range(0, 20)
                .boxed()
                .flatMap(seed -> Stream.of("", "  late: {within: 15ms}\n", "  late: {within: 15ms, mode: retracting}\n")
                        .map(rest -> DynamicTest.dynamicTest("seed " + seed + " " + rest.strip(), () -> {
                            boolean retracts = seed % 2 == 0;
                            same(yaml(retracts ? BACK : ALL, rest), new Random(seed), retracts);
                        })));
    }

    private static void same(String yaml, Random random, boolean retracts) {
        KeyedTable combinedTable = KeyedTable.of(yaml);
        KeyedTable plainTable = KeyedTable.of(yaml);
        CombinedRun combined = run(yaml, combinedTable);
        CombinedRun plain = new CombinedRun(rekeyer(yaml.stripTrailing() + "\n  emit: on-update\n"), plainTable);
        String[] values = {"1", "-2", "0.25", "1e20", "922337203685477", "null", "true", "12345678901234567890.5"};
        for (int i = 0; i < 400; i++) {
            // Times differ, so that first and last depend on nothing else.
            long time = i / 4 + random.nextInt(20) - 19;
            String json = "{\"k\":" + random.nextInt(3) + ",\"no\":" + i + ",\"x\":"
                    + values[random.nextInt(random.nextInt(8) + 1)] + "}";
            Op op = retracts && random.nextInt(6) == 0 ? Op.RETRACT : Op.INSERT;
            for (CombinedRun run : List.of(combined, plain)) {
                run.event(op, time, json).watermark(time - 8);
            }
            if (random.nextInt(12) == 0) {
                combined.commit();
                plain.commit();
            }
        }
        combined.watermark(Long.MAX_VALUE).commit();
        plain.watermark(Long.MAX_VALUE).commit();

        assertThat(combined.sent().length()).isLessThan(plain.sent().length());
        assertThat(combinedTable.outcomes().stream().sorted())
                .containsExactlyElementsOf(
                        plainTable.outcomes().stream().sorted().toList());
        assertThat(plainTable.outcomes()).hasSizeGreaterThan(30);
    }
}
