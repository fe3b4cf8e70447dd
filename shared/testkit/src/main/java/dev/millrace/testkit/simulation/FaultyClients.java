package dev.millrace.testkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Clients of Kafka that each lack one guarantee. */
final class FaultyClients {

    private static final int LAST_SEGMENT = 255;

    private FaultyClients() {}

    static final class OffsetsApart extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected void addOffsets(
                        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
                    broker.group(metadata.groupId()).commit(offsets);
                }
            };
        }
    }

    static final class UnstableOffsets extends Fakes {
        @Override
        GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
            return new GroupConsumer(broker, process, group) {
                @Override
                protected boolean isStable(GroupCoordinator of, Set<TopicPartition> partitions) {
                    return true;
                }
            };
        }
    }

    static final class StableEnd extends Fakes {
        @Override
        SimulatedAdmin admin(SimulatedBroker broker, SimulatedProcess process) {
            return new SimulatedAdmin(broker, process) {
                @Override
                protected long end(PartitionLog log, IsolationLevel isolation) {
                    return log.stableEnd();
                }
            };
        }
    }

    /** Trims to the beginning of a turn as soon as the last segment of it is sent. */
    static final class EarlyTrim extends Fakes {
        private final Map<PartitionLog, Long> turnStarts = new HashMap<>();

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
                    if (to.at.topic().endsWith("_state")) {
                        Set<Integer> whole =
                                StateRecords.wholeSegments(record.value()).keySet();
                        if (whole.contains(0)) {
                            turnStarts.put(to, entry.offset());
                        }
                        if (whole.contains(LAST_SEGMENT)) {
                            to.deleteBefore(turnStarts.getOrDefault(to, 0L));
                        }
                    }
                    return entry;
                }
            };
        }
    }
}
