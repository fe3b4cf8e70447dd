package dev.millrace.benchmarks.compare.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Polls, works and commits what was sent with the offsets, in one thread. Alone in its group: only its end takes partitions away. A restart is
 * left out; it costs nothing while all goes well.
 */
public final class TransactionalLoop {

    /** What is done with the records. */
    public interface Work {

        /** Records of one partition, in order. */
        void process(int partition, List<ConsumerRecord<byte[], byte[]>> records);

        /** Sends what is still to be sent in this transaction. */
        void beforeCommit();
    }

    private final Job job;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Work work;
    private final long commitNanos;
    private boolean open;
    private long openSince;

    private TransactionalLoop(
            Job job, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, Work work) {
        this.job = job;
        this.consumer = consumer;
        this.producer = producer;
        this.work = work;
        this.commitNanos = job.commitMillis() * 1_000_000;
    }

    /** Runs until the process is killed. */
    public static void run(Job job, Function<Producer<byte[], byte[]>, Work> work) {
        Map<String, Object> reading = new HashMap<>(KafkaSettings.consumer());
        reading.putAll(Map.of("bootstrap.servers", job.bootstrap(), "group.id", job.name()));
        Map<String, Object> writing = new HashMap<>(KafkaSettings.producer());
        writing.putAll(Map.of("bootstrap.servers", job.bootstrap(), "transactional.id", job.name()));
        try (Consumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Producer<byte[], byte[]> producer =
                        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            new TransactionalLoop(job, consumer, producer, work.apply(producer)).run();
        }
    }

    private void run() {
        consumer.subscribe(List.of(job.input()));
        while (true) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(patience());
            if (!polled.isEmpty() && !open) {
                producer.beginTransaction();
                open = true;
                openSince = System.nanoTime();
            }
            for (TopicPartition partition : polled.partitions()) {
                work.process(partition.partition(), polled.records(partition));
            }
            if (open && System.nanoTime() - openSince >= commitNanos) {
                commit();
            }
        }
    }

    private Duration patience() {
        return open
                ? Duration.ofNanos(Math.max(0, openSince + commitNanos - System.nanoTime()))
                : Duration.ofMillis(100);
    }

    private void commit() {
        work.beforeCommit();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        open = false;
    }
}
