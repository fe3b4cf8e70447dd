package dev.millrace.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DeleteRecordsResult;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
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
                    if (isState(to)) {
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

    /** Acknowledges task records that it drops. */
    static final class LostTaskRecords extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected LogEntry append(
                        PartitionLog to,
                        ProducerRecord<byte[], byte[]> record,
                        BrokerTransaction transaction,
                        Object note) {
                    if (note != null && transaction.logs.contains(to) && broker.chance.oneIn(20)) {
                        return unwritten(record, to.end());
                    }
                    return super.append(to, record, transaction, note);
                }
            };
        }
    }

    /** Acknowledges what it drops of one state log in one transaction. */
    static final class LostState extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                private BrokerTransaction asked;
                private PartitionLog lost;

                @Override
                protected LogEntry append(
                        PartitionLog to,
                        ProducerRecord<byte[], byte[]> record,
                        BrokerTransaction transaction,
                        Object note) {
                    if (transaction != asked) {
                        asked = transaction;
                        lost = null;
                    }
                    if (isState(to) && !transaction.logs.contains(to) && lost == null && broker.chance.oneIn(20)) {
                        lost = to;
                    }
                    return to == lost ? unwritten(record, to.end()) : super.append(to, record, transaction, note);
                }
            };
        }
    }

    /** Sends a record of an earlier transaction once more. */
    static final class RepeatedTaskRecords extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                private ProducerRecord<byte[], byte[]> before;
                private Object noteBefore;
                private PartitionLog toBefore;

                @Override
                protected LogEntry append(
                        PartitionLog to,
                        ProducerRecord<byte[], byte[]> record,
                        BrokerTransaction transaction,
                        Object note) {
                    LogEntry entry = super.append(to, record, transaction, note);
                    if (note != null) {
                        if (to == toBefore && broker.chance.oneIn(10)) {
                            super.append(to, before, transaction, noteBefore);
                        }
                        toBefore = to;
                        before = record;
                        noteBefore = note;
                    }
                    return entry;
                }
            };
        }
    }

    /** Sends results twice. */
    static final class RepeatedOutputs extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected LogEntry append(
                        PartitionLog to,
                        ProducerRecord<byte[], byte[]> record,
                        BrokerTransaction transaction,
                        Object note) {
                    if (!to.at.topic().startsWith("millrace.") && broker.chance.oneIn(20)) {
                        super.append(to, record, transaction, note);
                    }
                    return super.append(to, record, transaction, note);
                }
            };
        }
    }

    /** Does not say where a record stands, as without acknowledgements. */
    static final class NoOffsets extends Fakes {
        @Override
        SimulatedCopies copies(SimulatedBroker broker) {
            return new SimulatedCopies(broker) {
                // A copy cannot be made without an offset.
                @Override
                public boolean areKept() {
                    return false;
                }
            };
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
                    super.append(to, record, transaction, note);
                    return unwritten(record, -1);
                }
            };
        }
    }

    /** Says of a record that it stands behind where it does. */
    static final class OffsetsAhead extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected LogEntry append(
                        PartitionLog to,
                        ProducerRecord<byte[], byte[]> record,
                        BrokerTransaction transaction,
                        Object note) {
                    return unwritten(
                            record, super.append(to, record, transaction, note).offset() + 1);
                }
            };
        }
    }

    /** Says of a commit that it was aborted. */
    static final class FalseAbort extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                private boolean pretends;

                @Override
                protected void end(boolean commit) {
                    super.end(commit);
                    if (commit && broker.chance.oneIn(10)) {
                        pretends = true;
                        throw new KafkaException("aborted");
                    }
                }

                @Override
                void abortTransaction() {
                    if (pretends) {
                        pretends = false;
                    } else {
                        super.abortTransaction();
                    }
                }
            };
        }
    }

    /** Says of an abort that it was a commit. */
    static final class FalseCommit extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected void end(boolean commit) {
                    super.end(commit && !broker.chance.oneIn(10));
                }
            };
        }
    }

    /** Commits offsets that are short by one. */
    static final class ShortOffsets extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected void addOffsets(
                        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
                    Map<TopicPartition, OffsetAndMetadata> shorter = new HashMap<>();
                    offsets.forEach((at, offset) -> shorter.put(
                            at, new OffsetAndMetadata(Math.max(0, offset.offset() - 1), offset.metadata())));
                    super.addOffsets(shorter, metadata);
                }
            };
        }
    }

    /** Forgets the offsets of a transaction. */
    static final class NoOffsetCommits extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                protected void addOffsets(
                        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {}
            };
        }
    }

    /** Waits for no markers, neither in the group nor in a log. */
    static final class StaleReads extends Fakes {
        @Override
        GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
            return new UnstableOffsets().consumer(broker, process, group);
        }

        @Override
        SimulatedAdmin admin(SimulatedBroker broker, SimulatedProcess process) {
            return new StableEnd().admin(broker, process);
        }
    }

    /** Tells its listener of a revocation one generation late. */
    static final class LateCallback extends Fakes {
        @Override
        GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
            return new GroupConsumer(broker, process, group) {
                private Set<TopicPartition> untold = Set.of();

                @Override
                protected Set<TopicPartition> untold(Set<TopicPartition> revoked) {
                    Set<TopicPartition> news = new HashSet<>(revoked);
                    news.removeAll(untold);
                    untold = news;
                    return news;
                }

                @Override
                Set<TopicPartition> assigned() {
                    Set<TopicPartition> assigned = new HashSet<>(super.assigned());
                    assigned.removeAll(untold);
                    return assigned;
                }
            };
        }
    }

    /** Gives the same records twice. */
    static final class RepeatedInputs extends Fakes {
        @Override
        GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
            return new GroupConsumer(broker, process, group) {
                @Override
                ConsumerRecords<byte[], byte[]> poll(Duration patience) {
                    ConsumerRecords<byte[], byte[]> polled = super.poll(patience);
                    if (!broker.chance.oneIn(20)) {
                        return polled;
                    }
                    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> twice = new LinkedHashMap<>();
                    for (TopicPartition at : polled.partitions()) {
                        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.records(at));
                        records.addAll(polled.records(at));
                        twice.put(at, records);
                    }
                    return new ConsumerRecords<>(twice, Map.of());
                }
            };
        }
    }

    /** Answers that records are deleted that stay. */
    static final class NoTrim extends Fakes {
        @Override
        SimulatedAdmin admin(SimulatedBroker broker, SimulatedProcess process) {
            return new SimulatedAdmin(broker, process) {
                @Override
                DeleteRecordsResult deleteRecords(Map<TopicPartition, RecordsToDelete> unneeded) {
                    return super.deleteRecords(Map.of());
                }
            };
        }
    }

    /** Answers a commit at once and asks for it before the next transaction. */
    static final class EarlyAnswers extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                private boolean owes;

                @Override
                void commitTransaction() {
                    owes = true;
                }

                @Override
                void beginTransaction() {
                    if (owes) {
                        owes = false;
                        super.commitTransaction();
                    }
                    super.beginTransaction();
                }
            };
        }
    }

    /** Stays open when it is closed. */
    static final class NoClose extends Fakes {
        @Override
        TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
            return new TransactionalProducer(broker, process, id) {
                @Override
                void close(Duration patience) {}
            };
        }
    }

    /** Goes on when its process has crashed. */
    static final class Survivor extends Fakes {
        @Override
        GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
            return new GroupConsumer(broker, process, group) {
                @Override
                ConsumerRecords<byte[], byte[]> poll(Duration patience) {
                    try {
                        return super.poll(patience);
                    } catch (ProcessCrash survived) {
                        return ConsumerRecords.empty();
                    }
                }
            };
        }
    }

    /** Does not go back to where it was told to. */
    static final class NoRewind extends Fakes {
        @Override
        GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
            return new GroupConsumer(broker, process, group) {
                private final Set<TopicPartition> placed = new HashSet<>();

                @Override
                void seek(TopicPartition partition, long offset) {
                    if (placed.add(partition) || offset >= position(partition)) {
                        super.seek(partition, offset);
                    }
                }
            };
        }
    }

    private static boolean isState(PartitionLog log) {
        return log.at.topic().endsWith("_state");
    }

    /** An answer only. */
    private static LogEntry unwritten(ProducerRecord<byte[], byte[]> record, long offset) {
        return new LogEntry(offset, 0, record.key(), record.value(), record.headers(), null, false, null);
    }
}
