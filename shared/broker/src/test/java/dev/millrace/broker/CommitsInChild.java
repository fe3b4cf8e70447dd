package dev.millrace.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** A JVM to be killed: a broker with some groups that have committed offsets in several transactions. */
final class CommitsInChild {

    static final String TOPIC = "followed";
    static final int PARTITIONS = 3;
    static final int COMMITS = 10;
    static final List<String> GROUPS =
            IntStream.range(0, 8).mapToObj(n -> "group-" + n).toList();
    static final String READY = "committed";

    private CommitsInChild() {}

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
        try (KafkaProducer<byte[], byte[]> producer = Records.transactional(address)) {
            producer.initTransactions();
            for (String group : GROUPS) {
                for (int commit = 1; commit <= COMMITS; commit++) {
                    producer.beginTransaction();
                    producer.sendOffsetsToTransaction(offsets(commit), Records.membership(address, group));
                    producer.commitTransaction();
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
