package dev.millrace.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A JVM to be killed: a broker with some groups that have committed offsets several times. */
final class GroupsInChild {

    static final String TOPIC = "followed";
    static final int PARTITIONS = 3;
    static final int COMMITS = 10;
    static final List<String> GROUPS =
            IntStream.range(0, 8).mapToObj(n -> "group-" + n).toList();
    static final String READY = "committed";

    private GroupsInChild() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(Path.of(args[0])));
        String address = broker.bootstrapServers();
        commit(address);
        System.out.println(READY);
        Thread.currentThread().join();
    }

    private static void commit(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        for (String group : GROUPS) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", address, "group.id", group),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                for (int commit = 1; commit <= COMMITS; commit++) {
                    consumer.commitSync(offsets(commit));
                }
            }
        }
    }

    static Map<TopicPartition, OffsetAndMetadata> offsets(long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            offsets.put(new TopicPartition(TOPIC, partition), new OffsetAndMetadata(offset));
        }
        return offsets;
    }
}
