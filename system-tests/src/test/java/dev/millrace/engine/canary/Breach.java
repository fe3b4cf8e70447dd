package dev.millrace.engine.canary;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;

/** Breaks three rules of the house on purpose, so that a test can see them caught. */
public final class Breach {

    /** A JSON type in a signature, a driver outside {@code io}, offsets sent by the wrong class. */
    public JsonObject breach(Producer<byte[], byte[]> producer, ConsumerGroupMetadata group) {
        producer.sendOffsetsToTransaction(Map.of(), group);
        return new JsonObject();
    }
}
