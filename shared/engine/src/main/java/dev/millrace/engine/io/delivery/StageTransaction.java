package dev.millrace.engine.io.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * A worker's transactions: outputs and input offsets become visible together or not at all. While one is being committed the next may be open
 * already: what it sends is held until the producer is free. The one class that sends offsets to a transaction. The worker's thread only.
 */
public final class StageTransaction implements AutoCloseable {

    /** How a commit or abort ended. */
    public enum Outcome {
        /** It happened. */
        COMMITTED,
        /** It certainly did not happen, and the same producer can go on. */
        ABORTED,
        /** Nobody here knows, or the producer is of no more use: a new one with the same id settles it. */
        UNSETTLED
    }

    private final Producer<byte[], byte[]> producer;
    private final Commits commits;
    private final List<ProducerRecord<byte[], byte[]>> held = new ArrayList<>();
    private boolean open;
    private long openedNanos;
    private long bytes;
    private Future<Outcome> underWay;
    private volatile Exception failure;
    private final Callback onAcknowledged = (RecordMetadata metadata, Exception error) -> {
        if (error != null && failure == null) {
            failure = error;
        }
    };

    /**
     * Ends whatever a former producer of this id left open, and fences that producer. Blocks; closes the producer when it fails.
     *
     * @param commits where commits run
     */
    public StageTransaction(Producer<byte[], byte[]> producer, Commits commits) {
        this.producer = producer;
        this.commits = commits;
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    /** Whether something may have been done since the last commit began. */
    public boolean isOpen() {
        return open;
    }

    /** Whether a commit was begun of which the worker does not know the outcome yet. */
    public boolean isUnderWay() {
        return underWay != null;
    }

    /** Whether a commit was begun and has an outcome. */
    public boolean hasOutcome() {
        return underWay != null && underWay.isDone();
    }

    /** Bytes of values sent in the open transaction. */
    public long bytes() {
        return bytes;
    }

    /** Nanoseconds left until the open transaction is due, negative when it is overdue. */
    public long nanosUntilDue(long intervalNanos, long nowNanos) {
        return openedNanos + intervalNanos - nowNanos;
    }

    /** Begins one; none is open. */
    public void begin(long nowNanos) {
        bytes = 0;
        openedNanos = nowNanos;
        if (underWay == null) {
            beginNow();
        }
        open = true;
    }

    private void beginNow() {
        failure = null;
        producer.beginTransaction();
    }

    public void send(ProducerRecord<byte[], byte[]> record) {
        bytes += record.value() == null ? 0 : record.value().length;
        if (underWay == null) {
            producer.send(record, onAcknowledged);
        } else {
            held.add(record);
        }
    }

    /** Sends a record and notes its offset, which is known once the transaction is committed. No commit is under way. */
    public void send(ProducerRecord<byte[], byte[]> record, long[] offsets, int index) {
        bytes += record.value().length;
        producer.send(record, (metadata, error) -> {
            if (error == null) {
                offsets[index] = metadata.offset();
            }
            onAcknowledged.onCompletion(metadata, error);
        });
    }

    /** What went wrong last, for the log. */
    public Exception failure() {
        return failure;
    }

    /**
     * Begins to end the open transaction; no commit is under way.
     *
     * @param outputs asked, beside the worker, before anything is committed
     * @param offsets exactly the partitions owned now
     * @param group fresh metadata: the broker refuses those of a member that is none any more
     */
    public void commit(Outputs outputs, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        open = false;
        underWay = commits.start(() -> run(outputs, offsets, group));
    }

    /** Beside the worker. */
    private Outcome run(Outputs outputs, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        try {
            if (!outputs.prepareCommit() || failure != null) {
                return abortNow();
            }
            producer.sendOffsetsToTransaction(offsets, group);
            producer.commitTransaction();
            return Outcome.COMMITTED;
        } catch (KafkaException e) {
            failure = e;
            return unusable(e) ? Outcome.UNSETTLED : abortNow();
        }
    }

    /**
     * The outcome of the commit that is under way. Blocks until there is one. When it happened, what was held of the open transaction is sent;
     * when it was aborted, nothing is open any more. An unsettled one stays under way.
     */
    public Outcome outcome() {
        Outcome outcome = await();
        if (outcome == Outcome.UNSETTLED) {
            return outcome;
        }
        underWay = null;
        if (outcome == Outcome.COMMITTED && open) {
            beginNow();
            held.forEach(record -> producer.send(record, onAcknowledged));
        } else {
            open = false;
        }
        held.clear();
        return outcome;
    }

    private Outcome await() {
        try {
            return underWay.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException defect ? defect : new IllegalStateException(e.getCause());
        }
    }

    /** Undoes the open transaction; no commit is under way. */
    public Outcome abort() {
        Outcome outcome = abortNow();
        open = outcome != Outcome.ABORTED;
        return outcome;
    }

    private Outcome abortNow() {
        try {
            producer.abortTransaction();
            return Outcome.ABORTED;
        } catch (KafkaException e) {
            failure = failure == null ? e : failure;
            return Outcome.UNSETTLED;
        }
    }

    private static boolean unusable(KafkaException e) {
        return e instanceof TimeoutException
                || e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof OutOfOrderSequenceException
                || e instanceof AuthorizationException
                || e instanceof UnsupportedVersionException;
    }

    /** Leaves an open transaction to the next producer of this id. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
