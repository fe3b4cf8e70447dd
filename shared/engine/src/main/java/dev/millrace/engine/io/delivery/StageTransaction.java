package dev.millrace.engine.io.delivery;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * A worker's transactions: outputs and input offsets become visible together or not at all. The one class that sends offsets to a
 * transaction. The worker's thread only.
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
    private boolean open;
    private long openedNanos;
    private long bytes;
    private volatile Exception failure;
    private final Callback onAcknowledged = (RecordMetadata metadata, Exception error) -> {
        if (error != null && failure == null) {
            failure = error;
        }
    };

    /** Ends whatever a former producer of this id left open, and fences that producer. Blocks; closes the producer when it fails. */
    public StageTransaction(Producer<byte[], byte[]> producer) {
        this.producer = producer;
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    public boolean isOpen() {
        return open;
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
        producer.beginTransaction();
        open = true;
        openedNanos = nowNanos;
        bytes = 0;
        failure = null;
    }

    public void send(ProducerRecord<byte[], byte[]> record) {
        bytes += record.value() == null ? 0 : record.value().length;
        producer.send(record, onAcknowledged);
    }

    /** Sends a record and notes its offset, which is known once the transaction is committed. */
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
     * Ends the open transaction.
     *
     * @param offsets exactly the partitions owned now
     * @param group fresh metadata: the broker refuses those of a member that is none any more
     */
    public Outcome commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (failure != null) {
            return abort();
        }
        try {
            producer.sendOffsetsToTransaction(offsets, group);
            producer.commitTransaction();
            open = false;
            return Outcome.COMMITTED;
        } catch (KafkaException e) {
            failure = e;
            return unusable(e) ? Outcome.UNSETTLED : abort();
        }
    }

    public Outcome abort() {
        try {
            producer.abortTransaction();
            open = false;
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
