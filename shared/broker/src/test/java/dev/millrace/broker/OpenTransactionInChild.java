package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A JVM to be killed: a broker with one transaction open on two partitions and on a group's offsets, of which the coordinator's log says what the
 * second argument names. That word is written past the coordinator, as the last record of its log: what a kill leaves behind at the worst moment.
 */
final class OpenTransactionInChild {

    static final String TOPIC = "open";
    static final String GROUP = "open-group";
    static final String READY = "open now";

    // TransactionLogValue.json, version 0 and 1: version 2 bytes, producer id 8, epoch 2, timeout 4, then the state.
    private static final int EPOCH_AT = 10;
    private static final int STATE_AT = 16;
    private static final byte ONGOING = 1;

    private OpenTransactionInChild() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(Path.of(args[0])));
        String address = broker.bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
        KafkaProducer<byte[], byte[]> producer = Records.transactional(address);
        producer.initTransactions();
        producer.beginTransaction();
        for (int partition = 0; partition < 2; partition++) {
            producer.send(new ProducerRecord<>(
                            TOPIC, partition, null, ("told " + partition).getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(1)), Records.membership(address, GROUP));
        writeState(address, Byte.parseByte(args[1]));
        System.out.println(READY);
        Thread.currentThread().join();
    }

    private static void writeState(String address, byte state) throws Exception {
        ConsumerRecord<byte[], byte[]> last = lastOfTheLog(address);
        ByteBuffer value = ByteBuffer.wrap(last.value().clone()).put(STATE_AT, state);
        if (state != ONGOING) {
            // Transactions of the second version end under the next epoch.
            value.putShort(EPOCH_AT, (short) (value.getShort(EPOCH_AT) + 1));
        }
        // Kafka lets one name of client write into its internal topics.
        try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "client.id", "__admin_client"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            raw.send(new ProducerRecord<>(last.topic(), last.partition(), last.key(), value.array()))
                    .get();
        }
    }

    private static ConsumerRecord<byte[], byte[]> lastOfTheLog(String address) {
        ConsumerRecord<byte[], byte[]> last = null;
        Set<TopicPartition> log = Set.copyOf(IntStream.range(0, 8)
                .mapToObj(partition -> new TopicPartition("__transaction_state", partition))
                .toList());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(log);
            consumer.seekToBeginning(log);
            Map<TopicPartition, Long> end = consumer.endOffsets(log);
            while (!log.stream().allMatch(partition -> consumer.position(partition) >= end.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    last = record;
                }
            }
        }
        return last;
    }
}
