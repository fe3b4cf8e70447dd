package dev.millrace.engine.io.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At-most-once: outputs are held until state and offsets are committed, and sent then. Killed in between, they are lost; nothing is ever sent
 * twice.
 */
public final class DeferredOutputs implements Outputs {

    private static final Logger log = LoggerFactory.getLogger(DeferredOutputs.class);

    private final Producer<byte[], byte[]> producer;
    private List<ProducerRecord<byte[], byte[]>> held = new ArrayList<>();
    private List<ProducerRecord<byte[], byte[]>> underWay = new ArrayList<>();
    private long bytes;

    public DeferredOutputs(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        bytes += record.value() == null ? 0 : record.value().length;
        held.add(record);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void committing() {
        List<ProducerRecord<byte[], byte[]>> empty = underWay;
        underWay = held;
        held = empty;
        bytes = 0;
    }

    @Override
    public boolean prepareCommit() {
        return true;
    }

    @Override
    public void committed() {
        for (ProducerRecord<byte[], byte[]> record : underWay) {
            producer.send(record, (metadata, error) -> {
                if (error != null) {
                    log.warn(
                            "a result for {} is lost, as delivery at-most-once allows: {}",
                            record.topic(),
                            error.toString());
                }
            });
        }
        underWay.clear();
    }

    @Override
    public void undone() {
        held.clear();
        underWay.clear();
        bytes = 0;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
