package dev.millrace.engine.io.delivery;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * At-least-once: outputs are visible as soon as Kafka has them, and all are acknowledged before state and offsets are committed. Killed in
 * between, the same events are processed again: results repeat, state does not.
 */
public final class ImmediateOutputs implements Outputs {

    private final Producer<byte[], byte[]> producer;
    private volatile Exception failure;
    private long bytes;

    public ImmediateOutputs(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        bytes += record.value() == null ? 0 : record.value().length;
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure = error;
            }
        });
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void committing() {
        bytes = 0;
    }

    @Override
    public boolean prepareCommit() {
        producer.flush();
        return failure == null;
    }

    @Override
    public void committed() {}

    @Override
    public void undone() {
        bytes = 0;
        failure = null;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
