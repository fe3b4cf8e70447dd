package dev.millrace.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka producers of an ingest verticle and their settings, each with its reason. */
final class IngestProducers {

    /** Longer than the restart of a broker takes, which a push then survives. */
    private static final int DELIVERY_MILLIS = 15_000;
    /** How long the writing thread waits for metadata or room before an event counts as not kept. */
    private static final int BLOCK_MILLIS = 2_000;
    /** Above the largest event with its key. */
    private static final int REQUEST_BYTES = 2 << 20;

    private static final long BUFFER_BYTES = 32L << 20;

    private IngestProducers() {}

    /** For pushes of which each event stands for itself. */
    static KafkaProducer<byte[], byte[]> idempotent(Map<String, Object> kafka, String clientId) {
        return create(kafka, clientId, BLOCK_MILLIS, Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true));
    }

    /** For pushes of which all is kept or nothing. */
    static KafkaProducer<byte[], byte[]> transactional(Map<String, Object> kafka, String transactionalId) {
        return create(
                kafka,
                transactionalId,
                5 * BLOCK_MILLIS,
                Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        transactionalId,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        DELIVERY_MILLIS));
    }

    private static KafkaProducer<byte[], byte[]> create(
            Map<String, Object> kafka, String clientId, int blockMillis, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // Waiting for more events halves what single events achieve; under load batches fill without it.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 3);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, blockMillis);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
