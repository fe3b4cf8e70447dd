package dev.millrace.testkit.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The methods of a transactional producer that are used. What is sent reaches the broker some time before the end of the transaction, one partition
 * after the other. One thread.
 */
class TransactionalProducer {

    private enum State {
        NEW,
        READY,
        OPEN,
        /** Something failed that an abort makes good. */
        ABORTABLE,
        /** Another producer has the id. */
        FENCED,
        /** The client does not know what came of a request. */
        UNKNOWN,
        CLOSED
    }

    private record Sent(PartitionLog to, ProducerRecord<byte[], byte[]> record, Callback callback, Object note) {}

    protected final SimulatedBroker broker;
    protected final SimulatedProcess process;
    protected final String id;
    private final ArrayDeque<Sent> queue = new ArrayDeque<>();
    private State state = State.NEW;
    private int epoch;

    TransactionalProducer(SimulatedBroker broker, SimulatedProcess process, String id) {
        this.broker = broker;
        this.process = process;
        this.id = id;
        process.openClients.add("producer");
    }

    void initTransactions() {
        process.request("initialise");
        if (broker.chance.fails()) {
            throw new TimeoutException("initTransactions");
        }
        epoch = broker.transactions.initialise(id);
        if (epoch < 0) {
            throw new TimeoutException("initTransactions");
        }
        process.request("initialise, answered");
        state = State.READY;
    }

    void beginTransaction() {
        refuseUnless(State.READY);
        process.beginning();
        state = State.OPEN;
        process.open = true;
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (state == State.FENCED) {
            callback.onCompletion(null, new ProducerFencedException("fenced"));
            return new CompletableFuture<>();
        }
        refuseUnless(State.OPEN);
        queue.add(new Sent(
                broker.log(record.topic(), record.partition(), record.key()),
                record,
                callback,
                process.noteOf(record)));
        if (broker.chance.oneIn(12)) {
            deliver();
        }
        return new CompletableFuture<>();
    }

    /** What waits goes to the broker. */
    private void deliver() {
        Map<PartitionLog, List<Sent>> batches = new LinkedHashMap<>();
        queue.forEach(sent ->
                batches.computeIfAbsent(sent.to, log -> new ArrayList<>()).add(sent));
        queue.clear();
        List<PartitionLog> order = new ArrayList<>(batches.keySet());
        broker.chance.shuffle(order);
        for (PartitionLog log : order) {
            process.request("produce");
            batches.get(log).forEach(this::deliver);
        }
    }

    private void deliver(Sent sent) {
        if (state != State.OPEN || broker.chance.fails() && broker.chance.oneIn(5)) {
            if (state == State.OPEN) {
                state = State.ABORTABLE;
            }
            sent.callback.onCompletion(null, new NotEnoughReplicasException("produce"));
            return;
        }
        try {
            BrokerTransaction transaction = broker.transactions.current(id, epoch);
            LogEntry entry = append(sent.to, sent.record, transaction, sent.note);
            sent.callback.onCompletion(
                    new RecordMetadata(sent.to.at, entry.offset(), 0, entry.millis(), 0, entry.bytes()), null);
        } catch (ProducerFencedException e) {
            state = State.FENCED;
            sent.callback.onCompletion(null, e);
        } catch (TimeoutException e) {
            state = State.ABORTABLE;
            sent.callback.onCompletion(null, e);
        }
    }

    protected LogEntry append(
            PartitionLog to, ProducerRecord<byte[], byte[]> record, BrokerTransaction transaction, Object note) {
        LogEntry entry =
                to.append(broker.time.millis(), record.key(), record.value(), record.headers(), transaction, note);
        if (note != null) {
            transaction.taskRecords.put(to.at.partition(), entry);
        }
        return entry;
    }

    void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        refuseUnless(State.OPEN);
        process.checkOffsets(offsets.keySet());
        process.request("offsets");
        boolean unknown = broker.chance.fails();
        if (!unknown || broker.chance.oneIn(2)) {
            addOffsets(offsets, metadata);
        }
        if (unknown) {
            state = State.UNKNOWN;
            broker.chance.count(Fault.UNKNOWN_OUTCOME);
            throw new TimeoutException("sendOffsetsToTransaction");
        }
        process.request("offsets, answered");
    }

    protected void addOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        try {
            BrokerTransaction transaction = broker.transactions.current(id, epoch);
            broker.group(metadata.groupId()).add(transaction, offsets, metadata);
        } catch (ProducerFencedException e) {
            state = State.FENCED;
            throw e;
        } catch (KafkaException e) {
            state = State.ABORTABLE;
            throw e;
        }
    }

    void commitTransaction() {
        refuseUnless(State.OPEN);
        deliver();
        refuseUnless(State.OPEN);
        process.request("commit");
        if (broker.chance.fails()) {
            leaveUnknown(true);
        }
        end(true);
    }

    void abortTransaction() {
        if (state == State.FENCED) {
            throw new ProducerFencedException("fenced");
        }
        if (state != State.OPEN && state != State.ABORTABLE) {
            throw new IllegalStateException("no transaction to abort: " + state);
        }
        queue.forEach(sent -> sent.callback.onCompletion(null, new KafkaException("the transaction was aborted")));
        queue.clear();
        process.request("abort");
        if (broker.chance.fails()) {
            leaveUnknown(false);
        }
        end(false);
        broker.chance.count(Fault.ABORT);
    }

    private void end(boolean commit) {
        try {
            epoch = broker.transactions.end(id, epoch, commit);
        } catch (ProducerFencedException e) {
            state = State.FENCED;
            throw e;
        }
        process.request("end, answered");
        state = State.READY;
        process.open = false;
    }

    /** The request was done but not answered, or never came, or comes when nobody expects it any more. */
    private void leaveUnknown(boolean commit) {
        state = State.UNKNOWN;
        broker.chance.count(Fault.UNKNOWN_OUTCOME);
        int asked = epoch;
        Runnable request = () -> {
            try {
                broker.transactions.end(id, asked, commit);
            } catch (ProducerFencedException e) {
                // Too late: nobody is there to be told.
            }
        };
        int which = broker.chance.below(3);
        if (which == 0) {
            request.run();
        } else if (which == 1) {
            broker.time.later(broker.chance.below(5_000), request);
        }
        broker.time.advance(broker.chance.below(200));
        throw new TimeoutException(commit ? "commitTransaction" : "abortTransaction");
    }

    private void refuseUnless(State wanted) {
        if (state == wanted) {
            return;
        }
        if (state == State.FENCED) {
            throw new ProducerFencedException("fenced");
        }
        if (state == State.ABORTABLE) {
            throw new KafkaException("Cannot execute transactional method because we are in an error state");
        }
        throw new IllegalStateException("the producer is " + state + ", not " + wanted);
    }

    void close(Duration patience) {
        state = State.CLOSED;
        process.open = false;
        process.openClients.remove("producer");
    }
}
