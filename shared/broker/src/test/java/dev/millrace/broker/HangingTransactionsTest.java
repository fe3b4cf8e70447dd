package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class HangingTransactionsTest {

    private static final TopicPartition FIRST = new TopicPartition(OpenTransactionInChild.TOPIC, 0);
    private static final TopicPartition SECOND = new TopicPartition(OpenTransactionInChild.TOPIC, 1);

    @TempDir
    Path data;

    @ParameterizedTest(name = "{1}: {2} record(s) committed")
    @CsvSource({
        "2, about to tell the partitions of a commit, 2, 1",
        "3, about to tell the partitions of an abort, 0, -1",
        "4, committed though no partition was told, 2, 1",
        "5, aborted though no partition was told, 0, -1",
    })
    void whatTheCoordinatorDecidedHoldsOnEveryPartition(byte state, String situation, int records, long offset)
            throws Exception {
        kill(state);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            String address = broker.bootstrapServers();
            assertThat(stableEnds(address)).as(situation).isEqualTo(Map.of(FIRST, 2L, SECOND, 2L));
            assertThat(committed(address)).hasSize(records);
            assertThat(groupOffset(address)).isEqualTo(offset);
        }
    }

    @Test
    void anOngoingTransactionIsLeftToItsProducer() throws Exception {
        kill((byte) 1);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            String address = broker.bootstrapServers();
            assertThat(stableEnds(address)).isEqualTo(Map.of(FIRST, 0L, SECOND, 0L));
            try (KafkaProducer<byte[], byte[]> next = Records.transactional(address)) {
                next.initTransactions();
            }
            assertThat(stableEnds(address)).isEqualTo(Map.of(FIRST, 2L, SECOND, 2L));
            assertThat(committed(address)).isEmpty();
        }
    }

    private void kill(byte state) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenTransactionInChild.class.getName(),
                        data.toString(),
                        Byte.toString(state))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.equals(OpenTransactionInChild.READY)) {
                line = lines.readLine();
            }
            assertThat(line).as("the child's last line").isNotNull();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** Up to where readers of committed records may read: 2 on each partition once the transaction has ended, one record and its end. */
    private static Map<TopicPartition, Long> stableEnds(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            var ends = admin.listOffsets(
                    Map.of(FIRST, OffsetSpec.latest(), SECOND, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
            return Map.of(
                    FIRST, ends.partitionResult(FIRST).get().offset(),
                    SECOND, ends.partitionResult(SECOND).get().offset());
        }
    }

    private static Set<String> committed(String address) throws Exception {
        Map<TopicPartition, Long> ends = stableEnds(address);
        Set<String> values = new TreeSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(FIRST, SECOND));
            consumer.seekToBeginning(List.of(FIRST, SECOND));
            while (consumer.position(FIRST) < ends.get(FIRST) || consumer.position(SECOND) < ends.get(SECOND)) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return values;
    }

    /** -1 when the group has committed nothing. */
    private static long groupOffset(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(OpenTransactionInChild.GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(FIRST);
            return offset == null ? -1 : offset.offset();
        }
    }
}
