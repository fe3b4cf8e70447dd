package dev.millrace.benchmarks.compare.job;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
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
 * The job written by hand, for this job alone: one thread, results, changelog and offsets in one transaction. A restart from the
 * changelog is left out; it costs nothing while all goes well.
 */
public final class LoopContender {

    private final Job job;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Map<Integer, LoopPartition> partitions = new HashMap<>();
    private final long commitNanos;
    private boolean open;
    private long openSince;

    private LoopContender(Job job, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        this.job = job;
        this.consumer = consumer;
        this.producer = producer;
        this.commitNanos = job.commitMillis() * 1_000_000;
    }

    /** Runs until it is killed. */
    public static void main(String[] args) {
        Job job = Job.of(args);
        Map<String, Object> reading = new HashMap<>(KafkaSettings.consumer());
        reading.putAll(Map.of("bootstrap.servers", job.bootstrap(), "group.id", job.name()));
        Map<String, Object> writing = new HashMap<>(KafkaSettings.producer());
        writing.putAll(Map.of("bootstrap.servers", job.bootstrap(), "transactional.id", job.name()));
        try (Consumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Producer<byte[], byte[]> producer =
                        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            new LoopContender(job, consumer, producer).run();
        }
    }

    private void run() {
        consumer.subscribe(List.of(job.input()), new Assignment());
        while (true) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(patience());
            if (!polled.isEmpty() && !open) {
                producer.beginTransaction();
                open = true;
                openSince = System.nanoTime();
            }
            for (TopicPartition partition : polled.partitions()) {
                LoopPartition state = partitions.get(partition.partition());
                for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                    if (record.value() != null) {
                        state.process(record.value());
                    }
                }
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
        partitions.values().forEach(LoopPartition::sendChanges);
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        open = false;
    }

    private final class Assignment implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            for (TopicPartition partition : assigned) {
                partitions.put(partition.partition(), new LoopPartition(partition.partition(), job, producer));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            // It is alone in its group: only its end takes partitions away.
        }
    }
}
