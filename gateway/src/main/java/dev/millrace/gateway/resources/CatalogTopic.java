package dev.millrace.gateway.resources;

import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.ResourceRecords;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredStream;
import dev.millrace.platform.resources.SystemTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code millrace.resources} as its one writer sees it: opening it fences whoever wrote before, and reads what they left. Blocks; one
 * thread.
 */
final class CatalogTopic implements AutoCloseable {

    private static final String WRITER = "millrace.resources-writer";
    private static final TopicPartition PARTITION = new TopicPartition(SystemTopics.RESOURCES, 0);

    private final KafkaProducer<byte[], byte[]> producer;
    private Catalog catalog = Catalog.EMPTY;

    CatalogTopic(Platform platform) {
        Map<String, Object> settings = platform.kafka();
        settings.put("transactional.id", WRITER);
        settings.put("acks", "all");
        settings.put("buffer.memory", 4L << 20);
        settings.put("max.request.size", 4 << 20);
        settings.put("retry.backoff.ms", 5);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            read(platform);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void read(Platform platform) {
        Map<String, Object> settings = platform.kafka();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    catalog = ResourceRecords.apply(
                            catalog, new String(record.key(), StandardCharsets.UTF_8), record.value());
                }
            }
        }
    }

    Catalog catalog() {
        return catalog;
    }

    /** Records that go together; a null value deletes. */
    static final class Batch {
        private final Map<String, byte[]> records = new LinkedHashMap<>();

        Batch put(StoredStream stream) {
            records.put(ResourceRecords.streamKey(stream.name()), ResourceRecords.write(stream));
            return this;
        }

        Batch put(StoredPipeline pipeline) {
            records.put(ResourceRecords.pipelineKey(pipeline.name()), ResourceRecords.write(pipeline));
            return this;
        }

        Batch deleteStream(String name) {
            records.put(ResourceRecords.streamKey(name), null);
            return this;
        }

        Batch deletePipeline(String name) {
            records.put(ResourceRecords.pipelineKey(name), null);
            return this;
        }
    }

    /**
     * Writes a batch as one transaction.
     *
     * @throws KafkaException when it was not written, or nobody knows: this writer must not be used any more then
     */
    void write(Batch batch) {
        if (batch.records.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        batch.records.forEach((key, value) -> producer.send(
                new ProducerRecord<>(SystemTopics.RESOURCES, 0, key.getBytes(StandardCharsets.UTF_8), value)));
        producer.commitTransaction();
        batch.records.forEach((key, value) -> catalog = ResourceRecords.apply(catalog, key, value));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
