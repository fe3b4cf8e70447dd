package dev.millrace.engine.io;

import static dev.millrace.engine.io.StageBench.text;
import static dev.millrace.engine.io.StageBench.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.Varint;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Stage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers against a real broker: exactly once through stops, joins, dead members and aborted transactions. */
class StageWorkerTest {

    @TempDir
    static Path data;

    private static StageBench bench;

    @BeforeAll
    static void startBroker() {
        bench = new StageBench(data.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        bench.close();
    }

    private static List<String> odd(int to) {
        return IntStream.range(0, to)
                .filter(n -> n % 2 == 1 && n != 13)
                .mapToObj(n -> "{\"n\":" + n + "}")
                .sorted()
                .toList();
    }

    private static List<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(r -> text(r.value())).sorted().toList();
    }

    @Test
    void resultsDeadLettersAndOffsetsGoTogether() throws Exception {
        Stage stage = bench.stage("together");
        bench.push(stage, 0, 100);
        StageRunner runner = bench.start(stage, "one");
        List<ConsumerRecord<byte[], byte[]>> results = bench.read("together-out", 49);
        assertThat(values(results)).isEqualTo(odd(100));
        for (ConsumerRecord<byte[], byte[]> result : results) {
            byte[] time = result.headers().lastHeader(RecordHeaders.TIME).value();
            assertThat(Varint.readSigned(ByteBuffer.wrap(time)))
                    .as("arrival is the event time")
                    .isPositive();
            assertThat(text(result.key())).as("the key stays").startsWith("k");
        }
        List<ConsumerRecord<byte[], byte[]>> dead = bench.read("together-dead", 1);
        assertThat(values(dead)).containsExactly("{\"n\":13}");
        Map<String, String> headers = new java.util.HashMap<>();
        dead.get(0).headers().forEach(h -> headers.put(h.key(), text(h.value())));
        assertThat(headers)
                .containsEntry(RecordHeaders.ERROR, "13 brings bad luck")
                .containsEntry(RecordHeaders.STEP, "filter-1")
                .containsEntry(RecordHeaders.PLACE, "7:9")
                .containsEntry(RecordHeaders.PIPELINE, "together")
                .containsEntry(RecordHeaders.SOURCE, "together-in/1/3");
        bench.stop(runner, true);
        Map<TopicPartition, OffsetAndMetadata> offsets = bench.admin
                .listConsumerGroupOffsets(stage.id())
                .partitionsToOffsetAndMetadata()
                .get();
        assertThat(offsets.values()).extracting(OffsetAndMetadata::offset).containsOnly(25L);
        assertThat(offsets.values()).allSatisfy(o -> assertThat(o.metadata()).matches("2:[1-9]\\d*:[A-Za-z0-9+/]+"));
    }

    @Test
    void countersTellWhatBecameOfEveryEvent() throws Exception {
        Stage stage = bench.stage("counters");
        bench.push(stage, 0, 100);
        StageRunner runner = bench.start(stage, "one");
        StageBench.until(
                "all is read",
                () -> runner.tasks().stream().mapToLong(TaskStatus::read).sum() == 100);
        StageBench.until("no lag", () -> runner.tasks().stream().allMatch(t -> t.lag() == 0));
        assertThat(runner.tasks().stream().mapToLong(TaskStatus::written).sum()).isEqualTo(49);
        assertThat(runner.tasks().stream().mapToLong(TaskStatus::deadLetters).sum())
                .isEqualTo(1);
        assertThat(runner.tasks().stream()
                        .mapToLong(t -> t.dropped().getOrDefault(DropReason.FILTERED, 0L))
                        .sum())
                .isEqualTo(50);
        bench.stop(runner, true);
    }

    @Test
    void markersAreNoEventsAndBrokenRecordsAreDeadLetters() throws Exception {
        Stage stage = bench.stage("markers");
        try (var producer = bench.producer(Map.of())) {
            ProducerRecord<byte[], byte[]> marker = new ProducerRecord<>("markers-in", 0, null, null);
            marker.headers().add(RecordHeaders.MARK, new WatermarkMarker(List.of()).encode());
            producer.send(marker);
            producer.send(new ProducerRecord<>("markers-in", 0, null, utf8("{\"n\": oops")));
            producer.send(new ProducerRecord<>("markers-in", 0, null, utf8("{\"n\":5}")));
        }
        StageRunner runner = bench.start(stage, "one");
        assertThat(values(bench.read("markers-out", 1))).containsExactly("{\"n\":5}");
        List<ConsumerRecord<byte[], byte[]>> dead = bench.read("markers-dead", 1);
        assertThat(values(dead)).containsExactly("{\"n\": oops");
        assertThat(text(dead.get(0).headers().lastHeader(RecordHeaders.ERROR).value()))
                .contains("not valid JSON at byte");
        bench.stop(runner, true);
    }

    @Test
    void stopsAndJoinsNeitherLoseNorRepeat() throws Exception {
        Stage stage = bench.stage("joins");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int total = 20_000;
        StageRunner first = bench.start(stage, "one");
        StageRunner second = null;
        for (int from = 0; from < total; from += 1_000) {
            bench.push(stage, from, from + 1_000);
            switch (random.nextInt(4)) {
                case 0 -> {
                    bench.stop(first, random.nextBoolean());
                    first = bench.start(stage, "one");
                }
                case 1 -> {
                    if (second == null) {
                        second = bench.start(stage, "two");
                    }
                }
                case 2 -> {
                    if (second != null) {
                        bench.stop(second, true);
                        second = null;
                    }
                }
                default -> {}
            }
        }
        assertThat(values(bench.read("joins-out", total / 2 - 1)))
                .as("seed %d", seed)
                .isEqualTo(odd(total));
        bench.stop(first, true);
        if (second != null) {
            bench.stop(second, true);
        }
        assertThat(bench.failures).isEmpty();
    }

    /** The group stays as it is all the time: a rebalance would show as members without partitions. */
    @Test
    void aWorkerThatComesBackInTimeFindsItsPartitionsAgain() throws Exception {
        Stage stage = bench.stage("back");
        bench.push(stage, 0, 100);
        StageRunner first = bench.start(stage, "one");
        StageRunner second = bench.start(stage, "two");
        StageBench.until(
                "each has its half",
                () -> first.tasks().size() == 2 && second.tasks().size() == 2);
        Map<String, Set<TopicPartition>> before = owners(stage);
        bench.stop(first, false);
        StageRunner again = bench.start(stage, "one");
        StageBench.until("it is back", () -> {
            assertThat(owners(stage)).isEqualTo(before);
            return again.tasks().size() == 2;
        });
        bench.push(stage, 100, 200);
        assertThat(values(bench.read("back-out", 99))).isEqualTo(odd(200));
        bench.stop(again, true);
        bench.stop(second, true);
    }

    private static Map<String, Set<TopicPartition>> owners(Stage stage) {
        try {
            return bench
                    .admin
                    .describeConsumerGroups(List.of(stage.id()))
                    .all()
                    .get()
                    .get(stage.id())
                    .members()
                    .stream()
                    .collect(Collectors.toMap(
                            member -> member.groupInstanceId().orElseThrow(),
                            member -> Set.copyOf(member.assignment().topicPartitions())));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDeadMembersOpenTransactionIsEndedAtOnce() throws Exception {
        Stage stage = bench.stage("zombie");
        var dead = bench.producer(Map.of("transactional.id", stage.id() + "_gone_0", "transaction.timeout.ms", 60_000));
        dead.initTransactions();
        dead.beginTransaction();
        for (int p = 0; p < StageBench.PARTITIONS; p++) {
            dead.send(new ProducerRecord<>("zombie-out", p, null, utf8("{\"n\":\"from a dead member\"}")))
                    .get();
        }
        bench.push(stage, 0, 10);
        long started = System.nanoTime();
        StageRunner runner = bench.start(stage, "one");
        assertThat(values(bench.read("zombie-out", 5))).isEqualTo(odd(10));
        assertThat((System.nanoTime() - started) / 1e9)
                .as("seconds; without fencing the transaction lives 60")
                .isLessThan(20);
        bench.stop(runner, true);
        dead.close(java.time.Duration.ZERO);
    }

    @Test
    void anAbortedTransactionIsDoneAgain() throws Exception {
        Stage stage = bench.stage("abort");
        StageRunner runner = bench.start(stage, "one");
        StageBench.until("it owns its partitions", () -> runner.tasks().size() == StageBench.PARTITIONS);
        for (int round = 0; round < 5; round++) {
            bench.push(stage, round * 1_000, round * 1_000 + 1_000);
            bench.admin.fenceProducers(List.of(stage.id() + "_one_0")).all().get();
        }
        assertThat(values(bench.read("abort-out", 2_499))).isEqualTo(odd(5_000));
        bench.stop(runner, true);
    }

    @Test
    void oneOfTwoProcessesWithOneNameStopsWithASentence() throws Exception {
        Stage stage = bench.stage("twins");
        StageRunner first = bench.start(stage, "twin");
        StageRunner second = bench.start(stage, "twin");
        StageBench.until("one gives up", () -> bench.failures.stream().anyMatch(f -> f.contains("twins")));
        assertThat(bench.failures.stream().filter(f -> f.contains("twins")).findFirst())
                .hasValueSatisfying(
                        f -> assertThat(f).contains("same instance name").contains("MILLRACE_INSTANCE"));
        bench.push(stage, 0, 1_000);
        assertThat(values(bench.read("twins-out", 499))).as("the other goes on").isEqualTo(odd(1_000));
        bench.stop(first, true);
        bench.stop(second, true);
        bench.failures.clear();
    }

    @Test
    void withoutCommittedOffsetsItFailsWithASentence() throws Exception {
        Stage stage = bench.stage("forgotten");
        bench.admin.deleteConsumerGroups(List.of(stage.id())).all().get();
        StageRunner runner = bench.start(stage, "one");
        StageBench.until("it gives up", () -> bench.failures.stream().anyMatch(f -> f.contains("millrace.forgotten")));
        assertThat(bench.failures.stream()
                        .filter(f -> f.contains("millrace.forgotten"))
                        .collect(Collectors.joining()))
                .contains("has no committed offset");
        bench.failures.clear();
        bench.stop(runner, true);
    }

    @Test
    void aTopicThatIsGoneIsNamed() throws Exception {
        Stage stage = bench.stage("again");
        bench.admin.deleteTopics(List.of("again-out")).all().get();
        // The broker answers before all of its parts know.
        StageBench.until("the topic is gone", () -> !topics().contains("again-out"));
        StageRunner runner = bench.start(stage, "one");
        StageBench.until("it gives up", () -> bench.failures.stream().anyMatch(f -> f.contains("again-out")));
        assertThat(bench.failures.get(0)).contains("does not exist any more");
        bench.failures.clear();
        bench.stop(runner, true);
    }

    private static Set<String> topics() {
        try {
            return bench.admin.listTopics().names().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
