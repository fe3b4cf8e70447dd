package dev.millrace.engine.io;

import static dev.millrace.engine.io.StageBench.PARTITIONS;
import static dev.millrace.engine.io.StageBench.text;
import static dev.millrace.engine.io.StageBench.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** State follows its partitions: workers with rows against a real broker, through joins, leaves, fencings and sudden ends. */
@Timeout(120)
class KeyedWorkerTest {

    private static final int KEYS = 500;

    @TempDir
    static Path data;

    private static StageBench bench;

    @BeforeAll
    static void startBroker() {
        bench = new StageBench(data.resolve("broker"), new OperatorRegistry(List.of(new Counting())));
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        bench.close();
    }

    /** Counts events by key, and says how many there were when the end of input has come. */
    private static final class Counting implements OperatorProvider {
        @Override
        public String operator() {
            return "filter";
        }

        @Override
        public KeyedOperator keyed(Step step, EventTime time) {
            return new KeyedOperator() {
                @Override
                public void open(KeyedState state) {}

                @Override
                public void onEvent(Event event, KeyedContext context) {
                    byte[] key = event.key();
                    Row row = context.state().find(key, 0, key.length);
                    if (row == null) {
                        row = context.state().create(key, 0, key.length, 4);
                        context.state().setTimer(row, Long.MAX_VALUE - 1);
                    }
                    context.state().touch(row);
                    for (int i = row.valueOffset() + 3; ++row.bytes()[i] == 0; i--) {
                        // Carried to the next byte.
                    }
                }

                @Override
                public void onTimer(Row row, KeyedContext context) {
                    int count = java.nio.ByteBuffer.wrap(row.bytes()).getInt(row.valueOffset());
                    String key = text(java.util.Arrays.copyOf(row.bytes(), row.keyLength()));
                    context.state().remove(row);
                    context.emit(new Event(
                            utf8("{\"k\":\"" + key + "\",\"n\":" + count + "}"),
                            utf8(key),
                            0,
                            Op.INSERT,
                            context.origin()));
                }
            };
        }
    }

    private static void push(Stage stage, List<Integer> keys, Map<String, Integer> expected) {
        try (var producer = bench.producer(Map.of())) {
            for (int key : keys) {
                producer.send(new ProducerRecord<>(
                        stage.inputs().get(0).stream(), key % PARTITIONS, utf8("k" + key), utf8("{\"x\":1}")));
                expected.merge("{\"k\":\"k" + key + "\",\"n\":", 1, Integer::sum);
            }
        }
    }

    private static void untilCommitted(Stage stage, Map<String, Integer> expected) {
        long pushed = expected.values().stream().mapToLong(count -> count).sum();
        StageBench.until("all is committed", () -> {
            try {
                return bench
                                .admin
                                .listConsumerGroupOffsets(stage.id())
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .values()
                                .stream()
                                .mapToLong(offset -> offset.offset())
                                .sum()
                        == pushed;
            } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
                return false;
            }
        });
    }

    private static void end(Stage stage) {
        byte[] marker = new WatermarkMarker(List.of(
                        new WatermarkMarker.Entry(0, WatermarkMarker.Status.ACTIVE, WatermarkMarker.END_OF_TIME)))
                .encode();
        try (var producer = bench.producer(Map.of())) {
            for (int p = 0; p < PARTITIONS; p++) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(stage.inputs().get(0).stream(), p, null, null);
                record.headers().add(RecordHeaders.MARK, marker);
                producer.send(record);
            }
        }
    }

    private static List<Integer> some(Random random) {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add(random.nextInt(KEYS));
        }
        return keys;
    }

    private static void check(String out, Map<String, Integer> expected, long seed) {
        List<String> told = bench.read(out, expected.size()).stream()
                .filter(record -> record.value() != null)
                .map(record -> text(record.value()))
                .sorted()
                .toList();
        List<String> wanted = new ArrayList<>();
        expected.forEach((start, count) -> wanted.add(start + count + "}"));
        wanted.sort(null);
        assertThat(told).as("seed %d", seed).isEqualTo(wanted);
    }

    @Test
    void stateFollowsItsPartitionsThroughJoinsAndLeaves() throws Exception {
        Stage stage = bench.keyedStage("moves", Delivery.EXACTLY_ONCE);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> expected = new TreeMap<>();
        StageRunner first = bench.start(stage, "one");
        push(stage, some(random), expected);
        StageRunner second = bench.start(stage, "two");
        for (int round = 0; round < 5; round++) {
            push(stage, some(random), expected);
        }
        StageBench.until(
                "both have tasks",
                () -> !first.tasks().isEmpty() && !second.tasks().isEmpty());
        push(stage, some(random), expected);
        bench.stop(first, true);
        push(stage, some(random), expected);
        StageBench.until("all have come to the second", () -> second.tasks().size() == PARTITIONS);
        push(stage, some(random), expected);
        bench.stop(second, false);
        StageRunner third = bench.start(stage, "two");
        push(stage, some(random), expected);
        end(stage);
        check("moves-out", expected, seed);
        bench.stop(third, true);
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void whatAFencedWorkerCountedIsCountedOnce() throws Exception {
        Stage stage = bench.keyedStage("fenced", Delivery.EXACTLY_ONCE);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> expected = new TreeMap<>();
        StageRunner runner = bench.start(stage, "one");
        StageBench.until("it owns its partitions", () -> runner.tasks().size() == PARTITIONS);
        for (int round = 0; round < 5; round++) {
            push(stage, some(random), expected);
            if (round % 2 == 0) {
                // Something is committed, so that there is state to restore; the other rounds are cut off in their
                // middle.
                untilCommitted(stage, expected);
            }
            bench.admin.fenceProducers(List.of(stage.id() + "_one_0")).all().get();
        }
        push(stage, some(random), expected);
        end(stage);
        check("fenced-out", expected, seed);
        bench.stop(runner, true);
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void stateIsCountedOnceUnderAtLeastOnceToo() throws Exception {
        Stage stage = bench.keyedStage("least", Delivery.AT_LEAST_ONCE);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> expected = new TreeMap<>();
        StageRunner runner = bench.start(stage, "one");
        StageBench.until("it owns its partitions", () -> runner.tasks().size() == PARTITIONS);
        for (int round = 0; round < 3; round++) {
            push(stage, some(random), expected);
            if (round % 2 == 0) {
                // Something is committed, so that there is state to restore; the other rounds are cut off in their
                // middle.
                untilCommitted(stage, expected);
            }
            bench.admin.fenceProducers(List.of(stage.id() + "_one_0")).all().get();
        }
        end(stage);
        check("least-out", expected, seed);
        bench.stop(runner, true);
    }

    @Test
    void theStateLogIsTheAuthorityWhenTheBrokerHasForgottenTheOffsets() throws Exception {
        Stage stage = bench.keyedStage("forgot", Delivery.EXACTLY_ONCE);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> expected = new TreeMap<>();
        StageRunner runner = bench.start(stage, "one");
        // Something in each partition: a partition in which nothing was committed has no task record to go on from.
        List<Integer> each = new ArrayList<>(some(random));
        for (int p = 0; p < PARTITIONS; p++) {
            each.add(p);
        }
        push(stage, each, expected);
        StageBench.until(
                "all is counted",
                () -> runner.tasks().stream().mapToLong(TaskStatus::read).sum() == each.size()
                        && runner.tasks().stream().allMatch(task -> task.lag() == 0));
        bench.stop(runner, true);
        bench.admin.deleteConsumerGroups(List.of(stage.id())).all().get();
        StageRunner next = bench.start(stage, "one");
        push(stage, some(random), expected);
        end(stage);
        check("forgot-out", expected, seed);
        bench.stop(next, true);
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void offsetsThatWereChangedByHandAreRefusedWithASentence() throws Exception {
        Stage stage = bench.keyedStage("hand", Delivery.EXACTLY_ONCE);
        Map<String, Integer> expected = new TreeMap<>();
        StageRunner runner = bench.start(stage, "one");
        push(stage, some(new Random(1)), expected);
        StageBench.until(
                "all is counted",
                () -> runner.tasks().stream().mapToLong(TaskStatus::read).sum() == 1_000
                        && runner.tasks().stream().allMatch(task -> task.lag() == 0));
        bench.stop(runner, true);
        bench.admin
                .alterConsumerGroupOffsets(
                        stage.id(), Map.of(new TopicPartition("hand-in", 0), new OffsetAndMetadata(3, "2:1")))
                .all()
                .get();
        StageRunner next = bench.start(stage, "one");
        StageBench.until("it gives up", () -> bench.failures.stream().anyMatch(f -> f.contains("hand-in/0")));
        assertThat(bench.failures).anySatisfy(f -> assertThat(f).contains("changed by hand"));
        bench.stop(next, true);
        bench.failures.clear();
    }

    @Test
    void aStateLogThatWasEmptiedIsRefusedWithASentence() throws Exception {
        Stage stage = bench.keyedStage("emptied", Delivery.EXACTLY_ONCE);
        Map<String, Integer> expected = new TreeMap<>();
        StageRunner runner = bench.start(stage, "one");
        push(stage, some(new Random(1)), expected);
        untilCommitted(stage, expected);
        bench.stop(runner, true);
        Map<TopicPartition, RecordsToDelete> all = new java.util.HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            all.put(new TopicPartition("emptied-state", p), RecordsToDelete.beforeOffset(-1));
        }
        bench.admin.deleteRecords(all).all().get();
        StageRunner next = bench.start(stage, "one");
        StageBench.until("it gives up", () -> bench.failures.stream().anyMatch(f -> f.contains("emptied-in")));
        assertThat(bench.failures)
                .anySatisfy(f -> assertThat(f).contains("is empty").contains("?reset=true"));
        bench.stop(next, true);
        bench.failures.clear();
    }
}
