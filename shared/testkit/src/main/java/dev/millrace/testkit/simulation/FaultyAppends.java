package dev.millrace.testkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Producers that write something else than they are asked to, or answer something else than they wrote. */
final class FaultyAppends {

    private static final int LAST_SEGMENT = 255;

    private FaultyAppends() {}

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

    private static boolean isState(PartitionLog log) {
        return log.at.topic().endsWith("_state");
    }

    /** An answer only. */
    private static LogEntry unwritten(ProducerRecord<byte[], byte[]> record, long offset) {
        return new LogEntry(offset, 0, record.key(), record.value(), record.headers(), null, false, null);
    }
}
