package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
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
class TransactionsAfterKillTest {

    private static final TopicPartition FIRST = new TopicPartition(OpenTransactionInChild.TOPIC, 0);
    private static final TopicPartition SECOND = new TopicPartition(OpenTransactionInChild.TOPIC, 1);

    private static final Map<TopicPartition, Long> ENDED = Map.of(FIRST, 2L, SECOND, 2L);

    @TempDir
    Path data;

    @ParameterizedTest(name = "{1}: {2} record(s) committed")
    @CsvSource({
        "2, about to tell the partitions of a commit, 2, 1",
        "3, about to tell the partitions of an abort, 0, -1",
    })
    void whatTheCoordinatorDecidedHoldsOnEveryPartition(byte state, String situation, int records, long offset)
            throws Exception {
        kill(state);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            String address = broker.bootstrapServers();
            awaitEnds(address, situation);
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
            assertThat(stableEnds(address)).isEqualTo(ENDED);
            assertThat(committed(address)).isEmpty();
        }
    }

    private void kill(byte state) throws Exception {
        Child child = Child.start(OpenTransactionInChild.class, data.toString(), Byte.toString(state));
        try {
            child.awaitAfter(OpenTransactionInChild.READY);
        } finally {
            child.kill();
        }
    }

    /** The broker tells the partitions as soon as it leads them; a hanging transaction would never end. */
    private static void awaitEnds(String address, String situation) throws Exception {
        long limit = System.nanoTime() + 20_000_000_000L;
        while (!stableEnds(address).equals(ENDED)) {
            assertThat(System.nanoTime()).as(situation).isLessThan(limit);
            LockSupport.parkNanos(10_000_000);
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
