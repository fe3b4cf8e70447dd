package dev.millrace.testkit.simulation;

import dev.millrace.engine.changelog.SegmentCopy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Copies of segments that each lack one guarantee. */
final class FaultyCopies {

    private FaultyCopies() {}

    /** Copies what is sent to a state log at once. */
    static final class Early extends Fakes {
        private SimulatedCopies copies;

        @Override
        SimulatedCopies copies(SimulatedBroker broker) {
            copies = new SimulatedCopies(broker);
            return copies;
        }

        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected LogEntry append(
                        PartitionLog to,
                        ProducerRecord<byte[], byte[]> record,
                        BrokerTransaction transaction,
                        Object note) {
                    LogEntry entry = super.append(to, record, transaction, note);
                    String topic = to.at.topic();
                    if (copies != null && topic.endsWith("_state")) {
                        StateRecords.wholeSegments(record.value())
                                .forEach((segment, rows) -> copies.keep(
                                        topic,
                                        to.at.partition(),
                                        segment,
                                        new SegmentCopy("id-of-" + topic, entry.offset(), 0, rows)));
                    }
                    return entry;
                }
            };
        }
    }

    /** Does not look at the sum. */
    static final class Unchecked extends Fakes {
        @Override
        SimulatedCopies copies(SimulatedBroker broker) {
            return new SimulatedCopies(broker) {
                @Override
                protected Optional<SegmentCopy> decode(byte[] bytes) {
                    ByteBuffer in = ByteBuffer.wrap(bytes, 1 + Integer.BYTES, bytes.length - 1 - Integer.BYTES);
                    long offset = in.getLong();
                    long millis = in.getLong();
                    int length = in.get();
                    if (length < 0 || length > in.remaining()) {
                        return Optional.empty();
                    }
                    byte[] id = new byte[length];
                    in.get(id);
                    byte[] rows = new byte[in.remaining()];
                    in.get(rows);
                    return Optional.of(new SegmentCopy(new String(id, StandardCharsets.UTF_8), offset, millis, rows));
                }
            };
        }
    }
}
