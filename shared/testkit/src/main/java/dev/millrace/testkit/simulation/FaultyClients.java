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
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Clients of Kafka that each lack one guarantee of the protocol. */
final class FaultyClients {

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
}
