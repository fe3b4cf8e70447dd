package dev.millrace.gateway.resources;

import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes watermark markers that no stage writes. Blocks; the writer's thread only. */
final class MarkerWriter {

    private final Platform platform;

    MarkerWriter(Platform platform) {
        this.platform = platform;
    }

    /**
     * Writes one marker into every partition of some topics; returns when all in-sync replicas have them.
     *
     * @param partitions how many each topic has
     * @throws KafkaException when one was not taken
     */
    void writeToAll(Map<String, Integer> partitions, WatermarkMarker marker) {
        Map<String, Object> settings = platform.kafka();
        settings.put("acks", "all");
        settings.put("max.in.flight.requests.per.connection", 1);
        settings.put("linger.ms", 0);
        byte[] header = marker.encode();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> taken = new ArrayList<>();
            partitions.forEach((topic, count) -> {
                for (int partition = 0; partition < count; partition++) {
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, null);
                    record.headers().add(RecordHeaders.MARK, header);
                    taken.add(producer.send(record));
                }
            });
            for (Future<RecordMetadata> one : taken) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
