package dev.millrace.aggregate.topk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.combine.CombinedRun;
import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.aggregate.topk.TopKRecount.Sample;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.Op;
import dev.millrace.model.step.Step;
import dev.millrace.model.topk.TopKSettings;
import dev.millrace.testkit.KeyedTable;
import dev.millrace.testkit.StepText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which rows pass a topK's repartition topic; and that results are the same as if all did. */
class PreselectionTest {

    private static final String WINDOW = "topK: {k: 2, order: n, window: {tumbling: 10ms}, appendOnly: true}\n";

    private static CombinedRun run(String yaml) {
        return new CombinedRun(new TopKProvider().rekey(StepText.read(yaml)), KeyedTable.of(yaml));
    }

    private static String row(Object number) {
        return "{\"n\":" + number + "}";
    }

    @Test
    void rows_behind_the_best_of_the_commit_stay() {
        CombinedRun run = run(WINDOW);
        run.event(1, row(5))
                .event(2, row(4))
                .event(3, row(3))
                .event(3, row(4))
                .event(1, row(4))
                .event(4, row(9));
        assertThat(run.sent())
                .as("behind two, as good but later, as good and earlier, best")
                .isEqualTo("eeddee");
        run.event(11, row(1)).event(12, row(0)).event(13, row(-1));
        assertThat(run.sent()).as("another window has best rows of its own").isEqualTo("eeddeeeed");
        run.commit().event(5, row(1));
        assertThat(run.sent())
                .as("what passed in the commit before is forgotten")
                .isEqualTo("eeddeeeed|e");
    }

    @Test
    void what_cannot_be_ranked_or_may_be_late_goes_as_it_is() {
        CombinedRun run = run(WINDOW);
        run.event(1, row(5)).event(1, row(5)).event(1, row("null")).event(Op.RETRACT, 1, row(1));
        assertThat(run.sent()).as("a row without rank, one taken back").isEqualTo("eeee");
        run.event(1, row(1)).watermark(10).event(1, row(1));
        assertThat(run.sent()).as("behind, then late").isEqualTo("eeeede");
        run.event(21, row(5)).event(21, row(5)).doubt(20).event(21, row(1));
        assertThat(run.sent())
                .as("others may have closed its window while this task was silent")
                .isEqualTo("eeeedeeee");
    }

    @Test
    void where_it_would_change_results_all_rows_pass() {
        assertThat(new TopKProvider().rekey(StepText.read("topK: {k: 1, order: n}\n")))
                .isInstanceOf(Rekey.class);
        assertThat(
                        new TopKProvider()
                                .rekey(
                                        StepText.read(
                                                "topK: {k: 1, order: n, appendOnly: true, window: {tumbling: 1s, time: processing}}\n")))
                .isInstanceOf(Rekey.class);
    }

    private static final List<String> SETTINGS = List.of(
            "k: 2, order: n",
            "k: 3, order: n, least: true, by: g",
            "k: 2, order: n, by: g, window: {tumbling: 20ms}",
            "k: 3, order: n, window: {tumbling: 20ms}, late: {within: 7ms}",
            "k: 1, order: n, window: {tumbling: 20ms}, emit: on-update, late: {within: 7ms}",
            "k: 2, order: n, window: {tumbling: 20ms}, emit: {every: 10ms}");

    @TestFactory
    Stream<DynamicTest> results_are_the_same() {
        return LongStream.range(0, 30)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    for (String settings : SETTINGS) {
                        Step step = StepText.read("topK: {appendOnly: true, " + settings + "}\n");
                        TopKSettings read = step.settings(TopKSettings.class);
                        int dropped = 0;
                        List<List<String>> outcomes = new ArrayList<>();
                        for (Rekeyer rekeyer : List.of(new Preselection(read), new Rekey(new GroupKey(read.by())))) {
                            KeyedTable behind = KeyedTable.of("topK: {appendOnly: true, " + settings + "}\n");
                            CombinedRun run = new CombinedRun(rekeyer, behind);
                            drive(run, behind, new Random(seed));
                            dropped += (int) run.sent()
                                    .chars()
                                    .filter(sent -> sent == 'd')
                                    .count();
                            outcomes.add(behind.outcomes());
                        }
                        assertThat(dropped).as(settings).isPositive();
                        assertThat(outcomes.get(0)).as(settings).isEqualTo(outcomes.get(1));
                        assertThat(outcomes.get(0)).as(settings).isNotEmpty();
                    }
                }));
    }

    /** The same events, commits and times for both; some rows come from another task, and now and then time goes on by silence. */
    private static void drive(CombinedRun run, KeyedTable behind, Random random) {
        long watermark = Long.MIN_VALUE;
        long doubt = Long.MIN_VALUE;
        int clock = 0;
        for (Sample sample : TopKRecount.samples(random, 300, 1)) {
            switch (random.nextInt(24)) {
                case 0 -> run.event(sample.timeMillis(), "{\"g\":\"a\",\"n\":null}");
                case 1 -> run.event(sample.timeMillis() - 60, sample.json());
                case 2 -> behind.in(sample.timeMillis(), sample.json(), "");
                case 3 -> run.event(Op.RETRACT, sample.timeMillis(), sample.json());
                default -> run.event(sample.timeMillis(), sample.json());
            }
            if (random.nextInt(20) == 0) {
                watermark = Math.max(watermark, sample.timeMillis() - 15);
                run.watermark(watermark).commit();
                behind.clock(clock += 10, List.of(), "");
            }
            if (random.nextInt(60) == 0) {
                // Silence closes the window that holds the doubt, with its lateness.
                doubt = Math.max(doubt, sample.timeMillis() + random.nextInt(30));
                run.doubt(doubt);
                behind.idle(Math.floorDiv(doubt, 20) * 20 + 20 + 7, List.of(), "");
            }
        }
        run.watermark(10_000).commit();
    }
}
