package dev.millrace.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.document.Problem;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.StartAt;
import dev.millrace.model.resource.WatermarkSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of pipelines with state: where they are cut, what is read directly, and what goes on in the next generation. */
class KeyedPlansTest {

    private static final String DIRECT = "millrace.p_aggregate-1_1 @aggregate: pay(4) | %s"
            + " | keyed %d in millrace.p_aggregate-1_1_state(4) late p.late time at | -> p(4)";

    @ParameterizedTest(name = "{3}: {0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            pay         | agg(card)                                            | direct | the group is the key
            pay         | agg([card, shop])                                    | direct | the group contains the key
            two         | agg([shop, card])                                    | direct | in any order
            pay         | agg({c: card, big: amount > 9})                      | direct | under another name
            pay         | filter: a > 1; agg(card)                             | direct | a filter touches no field
            pay         | map: {cards: a}; agg(card)                           | direct | another field is set
            pay         | select: [card, amount]; agg(card)                    | direct | the key's field is kept
            pay         | drop: amount; rename: {shop: place}; agg(card)       | direct | other fields go
            loose       | agg(card)                                            | spread | the stream has no key
            [pay, two]  | agg([card, shop])                                    | spread | two streams
            pay         | agg(shop)                                            | spread | another field
            two         | agg(card)                                            | spread | a part of the key only
            pay         | agg({c: card + ''})                                  | spread | an expression may give one value for two keys
            pay         | agg({c: card.country})                               | spread | a field inside the key's
            pay         | agg()                                                | spread | one group of everything
            pay         | map: {card: a}; agg(card)                            | spread | the key's field is set
            pay         | map: {card.last: a}; agg(card)                       | spread | something in it is set
            pay         | rename: {card: k}; agg({c: k})                       | spread | it is renamed
            pay         | rename: {other: card}; agg(card)                     | spread | another takes its name
            pay         | drop: card.last; agg(card)                           | spread | something in it is dropped
            pay         | select: card.last; agg({c: card})                    | spread | only something in it is kept
            pay         | agg(card) hotKeys: split                             | spread | though each card lies together
            loose       | reorder: {hold: 1s}                                  | direct | each partition is a group by itself
            pay         | map: {card: a}; reorder: {hold: 1s}                  | direct | whatever its key
            [pay, two]  | reorder: {hold: 1s}                                  | spread | two streams
            pay         | reorder: {hold: 1s, by: card}                        | direct | the group is the key
            pay         | reorder: {hold: 1s, by: shop}                        | spread | another field
            """)
    void directOrSpread(String from, String steps, String expected, String reason) throws StateLostException {
        Plan plan = PlanTable.plan(from, steps, 1, null);
        assertThat(plan.stages()).hasSize(expected.equals("direct") ? 1 : 2);
    }

    @Test
    void aDirectStageHasThePureStepsAroundTheStatefulOne() throws StateLostException {
        assertThat(PlanTable.lines(PlanTable.plan("pay", "agg(card)", 1, null)))
                .isEqualTo(DIRECT.formatted("aggregate-1", 0));
        assertThat(PlanTable.lines(
                        PlanTable.plan("pay", "filter: a > 1; map: {b: a}; agg(card); filter: n > 1", 1, null)))
                .isEqualTo(DIRECT.formatted("filter-1 map-1 aggregate-1 filter-2", 2));
    }

    @Test
    void aRepartitionTopicStandsInFrontOfAnyOtherGroup() throws StateLostException {
        assertThat(PlanTable.lines(PlanTable.plan("[two, loose]", "filter: a > 1; agg(shop); drop: n", 7, null)))
                .isEqualTo("""
                        millrace.p_aggregate-1.rekey_7 @aggregate: two(2) + loose(3) | filter-1 | rekey aggregate-1 | -> millrace.p_aggregate-1_7_repartition(3)*5
                        millrace.p_aggregate-1_7 @aggregate: millrace.p_aggregate-1_7_repartition(3)*5 | aggregate-1 drop-1\
                         | keyed 0 in millrace.p_aggregate-1_7_state(3) late p.late time - | -> p(4)""");
    }

    @Test
    void everyFurtherStatefulStepIsAStageOfItsOwn() throws StateLostException {
        assertThat(PlanTable.lines(PlanTable.plan(
                        "pay",
                        "agg(card); filter: n > 1; agg(n) compute: {m: count()}/late: {to: odd}; filter: m > 1;"
                                + " agg(m) window: {tumbling: 1m, time: processing}",
                        1,
                        null)))
                .isEqualTo("""
                        millrace.p_aggregate-1_1 @aggregate: pay(4) | aggregate-1 filter-1\
                         | keyed 0 in millrace.p_aggregate-1_1_state(4) late p.late time at | rekey aggregate-2 | -> millrace.p_aggregate-2_1_repartition(4)*4
                        millrace.p_aggregate-2_1 @aggregate: millrace.p_aggregate-2_1_repartition(4)*4 | aggregate-2 filter-2\
                         | keyed 0 in millrace.p_aggregate-2_1_state(4) late odd time at | rekey aggregate-3 | -> millrace.p_aggregate-3_1_repartition(4)*4
                        millrace.p_aggregate-3_1 @aggregate: millrace.p_aggregate-3_1_repartition(4)*4 | aggregate-3\
                         | keyed 0 in millrace.p_aggregate-3_1_state(4) late - time at | -> p(4)""");
    }

    @Test
    void aStoredPlanIsTheSamePlan() throws StateLostException {
        Plan plan = PlanTable.plan("loose", "agg(shop); agg(n) compute: {m: count()}", 3, null);
        assertThat(Plan.fromTree(JsonTree.readObject(JsonTree.write(plan.toTree())))
                        .toTree())
                .isEqualTo(plan.toTree());
    }

    @Test
    void aStreamThatIsWrittenAloneIsMarkedByTheLastStagesTasks() throws StateLostException {
        PlannedStreams alone = new PlannedStreams() {
            @Override
            public StreamRef ref(String name) {
                return name.equals("pay")
                        ? PlanTable.ref(name).writtenBy(9)
                        : PlanTable.ref(name).writtenBy(99);
            }

            @Override
            public boolean isWrittenAlone(String name) {
                return true;
            }
        };
        Plan plan = Planner.plan(PlanTable.pipeline("[pay, two]", "agg(shop)"), 1, alone, null);
        Stage last = plan.stages().get(1);
        assertThat(plan.stages().get(0).inputs()).extracting(StreamRef::writers).containsExactly(9, 99);
        assertThat(last.output().writers()).isEqualTo(last.tasks()).isEqualTo(4);
        assertThat(last.deadLetter().writers()).isZero();
        assertThat(last.keyed().late().writers()).isZero();
    }

    @Test
    void silenceMovesNothingOnBehindASourceThatHolds() throws StateLostException {
        WatermarkSpec holds = new WatermarkSpec(
                java.time.Duration.ZERO, java.time.Duration.ofSeconds(1), java.time.Duration.ZERO, false);
        PlannedStreams streams = name -> {
            StreamRef ref = PlanTable.ref(name);
            return name.equals("two")
                    ? new StreamRef(name, ref.topicId(), ref.partitions(), ref.key(), ref.time(), holds, 0)
                    : ref;
        };
        Plan plan = Planner.plan(PlanTable.pipeline("[pay, two]", "agg(shop)"), 1, streams, null);
        assertThat(plan.stages().get(1).inputs().get(0).watermark().advanceWhenIdle())
                .isFalse();
    }

    @Test
    void deliverySetsTheCommitInterval() throws StateLostException {
        String head = "pay\n  delivery: ";
        assertThat(PlanTable.plan(head + "at-least-once", "agg(card)", 1, null).stages())
                .extracting(Stage::delivery, Stage::commitIntervalMillis)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Delivery.AT_LEAST_ONCE, 200L));
        assertThat(PlanTable.plan(head + "at-most-once", "agg(card)", 1, null).stages())
                .extracting(Stage::delivery, Stage::commitIntervalMillis)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Delivery.AT_MOST_ONCE, 30L));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource(delimiter = '|', textBlock = """
            pay   | filter: a > 1; agg(card)   | pay          | agg(card); filter: n > 1; drop: n | steps before and after change
            pay   | agg(card)                  | pay          | map: {b: a}; agg(card)            | a step comes in front: the stateful one stands elsewhere in the file
            loose | agg(shop)                  | [loose, two] | agg(shop)                         | another source, as many partitions between
            pay   | agg(card)                  | pay          | agg(card); agg(n) compute: {m: count()}    | a second stateful step, which begins empty
            pay   | filter: a > 1              | pay          | agg(card)                         | there was no state
            pay   | reorder: {hold: 1s}        | pay          | filter: a > 1; reorder: {hold: 1s, maxEvents: 7} | a limit comes; it was there before by default
            pay   | agg(card) compute: {a: count(), b: sum(x)} | pay | agg(card) compute: {b: sum(x), a: count()} | the same values in another order
            loose | agg(shop) compute: {a: count()} | loose | agg(shop) compute: {b: sum(x), a: count()} | a value more, behind a repartition topic
            pay   | agg(card) compute: {a: count(), b: sum(x)} | pay | agg(card) compute: {a: count()} | a value less
            pay   | agg(card) maxKeys: 9/maxBytes: 1MiB/ttl: 5m | pay | agg(card) maxKeys: 7/maxBytes: 9GiB/ttl: 1d | bounds that were there are other ones
            """)
    void stateGoesOn(String from, String steps, String newFrom, String newSteps, String reason)
            throws StateLostException {
        Plan before = known(PlanTable.plan(from, steps, 1, null));
        Plan after = PlanTable.plan(newFrom, newSteps, 2, before);
        Map<String, StreamRef> old = InternalTopics.of(before);
        Map<String, StreamRef> now = InternalTopics.of(after);
        assertThat(now.keySet()).containsAll(old.keySet());
        old.forEach((name, ref) -> assertThat(now.get(name).topicId()).isEqualTo(ref.topicId()));
        assertThat(now.values().stream()
                        .filter(ref -> !old.containsKey(ref.stream()))
                        .map(StreamRef::topicId))
                .allMatch(String::isEmpty);
        assertThat(after.stages()).allMatch(stage -> stage.id().endsWith("_2"));
        for (int i = 1; i < after.stages().size(); i++) {
            assertThat(after.stages().get(i).inputs())
                    .containsExactly(after.stages().get(i - 1).output());
        }
    }

    /** As after applying: every internal topic has its id. */
    private static Plan known(Plan plan) {
        Map<String, String> ids = new java.util.HashMap<>();
        InternalTopics.of(plan).keySet().forEach(name -> ids.put(name, "id of " + name));
        return InternalTopics.withIds(plan, ids);
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource(delimiter = '|', textBlock = """
            pay   | agg(card)                       | pay      | agg(card) window: {tumbling: 2m}  | its window changed
            pay   | agg(card)                       | pay      | agg([card, shop])                 | its by changed
            pay   | agg(card) compute: {a: count(), b: sum(x)} | pay | agg(card) compute: {a: count(), b: avg(x)} | its compute changed
            pay   | agg(card) compute: {a: count()}/late: {mode: retracting} | pay | agg(card) compute: {a: count(), b: sum(x)}/late: {mode: retracting} | its compute changed
            pay   | agg(card) compute: {a: count()}/ttl: 1h | pay | agg(card) compute: {a: count(), b: sum(x)} | its compute, ttl changed
            pay   | agg(card)                       | pay      | agg(card) window: {tumbling: 2m}/emit: on-update | its emit, window changed
            pay   | agg(card)                       | pay      | agg(card) maxKeys: 5              | its maxKeys changed
            pay   | agg(card) maxKeys: 5/ttl: 1h    | pay      | agg(card) maxKeys: 5              | its ttl changed
            pay   | agg(card)                       | pay      | filter: a > 1                     | there is no such step any more
            pay   | agg(card)                       | loose    | agg(card)                         | its events would be spread anew by their group, while its state is spread like the stream pay
            pay   | map: {card: a}; agg(card)       | pay      | agg(card)                         | it would read the stream pay as it is, while its state is spread by its own groups
            loose | agg(shop)                       | pay      | agg(shop)                         | its groups would be spread over 4 partitions instead of 3
            two   | agg([card, shop])               | pay      | agg([card, shop])                 | it would read the stream pay instead of two
            """)
    void stateIsNeverLostInSilence(String from, String steps, String newFrom, String newSteps, String why)
            throws StateLostException {
        Plan before = known(PlanTable.plan(from, steps, 1, null));
        assertThatThrownBy(() -> PlanTable.plan(newFrom, newSteps, 2, before))
                .isInstanceOf(StateLostException.class)
                .hasMessage("the state of step \"aggregate-1\" cannot be kept: " + why
                        + "; apply with ?reset=true to begin anew with empty state");
        assertThat(PlanTable.plan(newFrom, newSteps, 2, null).generation()).isEqualTo(2);
    }

    @Test
    void stepsKnowTheFormsTheirRowsMayHave() throws StateLostException {
        Plan first = known(PlanTable.plan("loose", "agg(shop) compute: {a: count()}", 1, null));
        Plan second = PlanTable.plan("loose", "agg(shop) compute: {a: count(), b: sum(x)}", 2, first);
        Plan third = PlanTable.plan("loose", "filter: x > 0; agg(shop) compute: {a: count(), b: sum(x)}", 3, second);
        Plan fourth = PlanTable.plan("loose", "agg(shop) compute: {b: sum(x)}", 4, third);

        assertThat(forms(first)).isEmpty();
        assertThat(forms(second)).containsExactly("{a=count()}");
        assertThat(forms(third)).as("nothing changed").containsExactly("{a=count()}");
        assertThat(forms(Plan.fromTree(fourth.toTree())))
                .as("as it is stored")
                .containsExactly("{a=count()}", "{a=count(), b=sum(x)}");
        assertThat(fourth.stages().get(0).rekey().earlier())
                .as("in front of the topic")
                .hasSize(2);
        assertThat(StateChanges.tree(second, first, StartAt.EARLIEST).toString())
                .isEqualTo("[{step=aggregate-1, becomes=migrated, why=b begins empty in windows that are open, with the"
                        + " events that come from now on; all else goes on}]");
        assertThat(StateChanges.tree(fourth, third, StartAt.EARLIEST).toString())
                .isEqualTo("[{step=aggregate-1, becomes=migrated, why=a is forgotten; all else goes on}]");
        assertThat(StateChanges.tree(third, second, StartAt.EARLIEST).toString())
                .isEqualTo("[{step=aggregate-1, becomes=kept, why=it goes on where the generation before stopped}]");
        assertThat(StateChanges.tree(first, null, StartAt.EARLIEST).toString())
                .isEqualTo("[{step=aggregate-1, becomes=new, why=it begins empty}]");
        Plan anew = PlanTable.plan("loose", "filter: x > 0", 5, null);
        assertThat(StateChanges.tree(anew, fourth, StartAt.EARLIEST).toString())
                .isEqualTo("[{step=aggregate-1, becomes=dropped, why=there is no such step any more}]");
        Plan other = PlanTable.plan("loose", "agg(shop) compute: {a: count()}", 5, null);
        assertThat(StateChanges.tree(other, fourth, StartAt.EARLIEST).toString())
                .isEqualTo(
                        "[{step=aggregate-1, becomes=rebuilt, why=it is computed anew from what is read from earliest on}]");
        assertThat(StateChanges.tree(other, fourth, StartAt.parse("latest")).toString())
                .isEqualTo("[{step=aggregate-1, becomes=reset, why=it begins empty with what comes from now on}]");
    }

    private static List<String> forms(Plan plan) {
        Stage keyed = plan.stages().get(plan.stages().size() - 1);
        return keyed.statefulStep().orElseThrow().earlier().stream()
                .map(form -> StatefulSteps.computations(form).toString())
                .toList();
    }

    @Test
    void aHoldIsWhatHeldEventsRestOn() throws StateLostException {
        Plan before = known(PlanTable.plan("pay", "reorder: {hold: 1s}", 1, null));
        assertThatThrownBy(() -> PlanTable.plan("pay", "reorder: {hold: 2s}", 2, before))
                .isInstanceOf(StateLostException.class)
                .hasMessageStartingWith("the state of step \"reorder-1\" cannot be kept: its hold changed");
    }

    @Test
    void eventsThatAreSpreadAlthoughEachPartitionIsAGroupKeepTheirKey() throws StateLostException {
        Plan plan = PlanTable.plan("pay", "agg(card); reorder: {hold: 1s}", 1, null);
        assertThat((String) Explanation.tree(plan).get("picture"))
                .contains("aggregate-1 | repartition by the key they have]");
        assertThat(Explanation.tree(PlanTable.plan("pay", "reorder: {hold: 1s}", 1, null))
                        .get("picture"))
                .isEqualTo("pay(4) -> [aggregate-service: reorder-1] -> p(4)\n");
    }

    @ParameterizedTest(name = "{0} refused: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            agg(card)                                              | false | one result for each window
            agg(card) late: {within: 1h}                           | true  | late events change results
            agg(card) late: {within: 1h, mode: retracting}         | false | which are taken back
            agg(card) emit: on-update                              | true  | a result for each event
            agg(card) emit: {every: 1s}                            | true  | results now and then
            agg(card) emit: on-update/late: {mode: retracting}     | false | taken back
            """)
    void resultsThatAreReplacedAreNotCountedTwice(String first, boolean refused, String reason) {
        PipelineResource pipeline = PlanTable.pipeline("pay", first + "; filter: n > 1; agg(n) compute: {m: count()}");
        List<Problem> problems = Planner.problems(pipeline);
        assertThat(problems).hasSize(refused ? 1 : 0);
        if (refused) {
            int line = pipeline.spec().steps().get(2).line();
            assertThat(problems.get(0).line()).isEqualTo(line);
            assertThat(problems.get(0).pointer()).isEqualTo("/spec/steps/2/aggregate");
            assertThat(problems.get(0).toString())
                    .contains("\"aggregate-1\"")
                    .contains("late: {mode: retracting}")
                    .contains("on-close");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            agg(card) emit: on-update; reorder: {hold: 1s}                                       | 0 | changes pass it
            agg(card) emit: on-update; reorder: {hold: 1s}; agg(n) compute: {m: count()}         | 1 | and are counted behind it
            agg(card); reorder: {hold: 1s}; agg(n) compute: {m: count()}                         | 0 | there are none
            """)
    void changesThatPassAStepAreCountedBehindIt(String steps, int refused, String reason) {
        assertThat(Planner.problems(PlanTable.pipeline("pay", steps)))
                .as(reason)
                .hasSize(refused);
    }

    @Test
    void explanationTellsOfStateAndKeys() throws StateLostException {
        Map<String, Object> tree = Explanation.tree(PlanTable.plan("loose", "filter: a > 1; agg([shop, b])", 1, null));
        assertThat((String) tree.get("picture")).isEqualTo("""
                loose(3) -> [aggregate-service: filter-1 | repartition by shop, b] -> millrace.p_aggregate-1_1_repartition(3)
                millrace.p_aggregate-1_1_repartition(3) -> [aggregate-service: aggregate-1] -> p(4)
                """);
        assertThat(JsonTree.writeText(tree))
                .contains("\"kind\":\"rekey\"")
                .contains("\"outputKey\":[\"shop\",\"b\"]")
                .contains("\"kind\":\"keyed\"")
                .contains("\"state\":\"none\"")
                .contains("\"state\":\"kept in millrace.p_aggregate-1_1_state\"")
                .contains("\"key\":[\"shop\",\"b\"]")
                .contains("\"late\":{\"topic\":\"p.late\"")
                .contains("\"delivery\":\"exactly-once\"");
    }
}
