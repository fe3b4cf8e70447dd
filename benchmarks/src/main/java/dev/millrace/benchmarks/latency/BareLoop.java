package dev.millrace.benchmarks.latency;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The baseline: a producer and a consumer on the same broker, with nothing between them. */
final class BareLoop implements AutoCloseable {

    private static final int PARTITIONS = 8;

    private final String topic = "bare-latency-" + System.nanoTime();
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    BareLoop(String bootstrapServers) throws ExecutionException, InterruptedException {
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(kafka);
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.min.bytes", 1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        for (TopicPartition partition : partitions) {
            producer.send(new ProducerRecord<>(topic, partition.partition(), null, new byte[8]))
                    .get();
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** One round; blocks. */
    Latencies run(int perSecond, int seconds) throws InterruptedException {
        Latencies latencies = new Latencies();
        int events = perSecond * seconds;
        Thread sender = new Thread(() -> {
            long start = System.nanoTime();
            for (int i = 0; i < events; i++) {
                long due = start + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                ByteBuffer value = ByteBuffer.allocate(100).putLong(due);
                producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, value.array()));
            }
        });
        sender.start();
        long end = System.nanoTime() + (seconds + 10) * 1_000_000_000L;
        while (latencies.size() < events && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(100))
                    .forEach(record ->
                            latencies.since(ByteBuffer.wrap(record.value()).getLong()));
        }
        sender.join();
        return latencies;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        admin.deleteTopics(List.of(topic));
        admin.close();
    }
}
