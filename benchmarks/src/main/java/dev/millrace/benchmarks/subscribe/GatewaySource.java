package dev.millrace.benchmarks.subscribe;

import dev.millrace.benchmarks.load.LoadedPlatform;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The gateway, its events written to Kafka by a producer: those sent together in one batch, on the partitions in turn. */
final class GatewaySource implements EventSource, AutoCloseable {

    private static final String STREAM = "numbers";

    private final LoadedPlatform platform;
    private final KafkaProducer<byte[], byte[]> producer;
    private int turn;

    GatewaySource(LoadedPlatform platform) throws Exception {
        this.platform = platform;
        platform.declare(STREAM, "retention: 1h");
        // Only a flush sends, so that events sent together stay together.
        producer = platform.producer(Map.of("linger.ms", 1_000, "batch.size", 1 << 20));
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public int port() {
        return platform.port();
    }

    @Override
    public String path() {
        return "/v1/streams/" + STREAM + "/events";
    }

    @Override
    public void send(int from, int to) throws Exception {
        int partition = turn++ % LoadedPlatform.PARTITIONS;
        Future<RecordMetadata> last = null;
        for (int i = from; i < to; i++) {
            last = producer.send(new ProducerRecord<>(STREAM, partition, null, NumberedEvents.event(i)));
        }
        producer.flush();
        if (last != null) {
            last.get();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
