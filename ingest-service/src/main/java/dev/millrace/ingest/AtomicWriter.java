package dev.millrace.ingest;

import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushOutcome.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes pushes of which all events are kept or none: one transaction each. One thread; {@link #write} blocks until it is decided. */
final class AtomicWriter implements AutoCloseable {

    private final Supplier<Producer<byte[], byte[]>> producers;
    private Producer<byte[], byte[]> producer;

    /** @param producers makes a transactional producer; asked again after a transaction whose end is not known */
    AtomicWriter(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /** Writes one push and answers what became of it. */
    PushOutcome write(QueuedPush push) {
        Gathered gathered = new Gathered(push);
        try {
            int events = EventReader.read(push.request().kind(), push.body(), push.stream(), gathered);
            if (gathered.rejects.count() > 0) {
                return new PushOutcome(
                        events,
                        0,
                        gathered.rejects.count(),
                        gathered.rejects.listed(),
                        new long[0],
                        Failure.INVALID,
                        0,
                        gathered.rejects.count() + " of " + events + " events are invalid, so nothing is kept");
            }
        } catch (MalformedJsonException e) {
            return PushOutcome.failed(Failure.MALFORMED, "not JSON at byte " + e.offset() + ": " + e.getMessage());
        }
        return gathered.records.isEmpty()
                ? PushOutcome.done(0, 0, 0, List.of(), gathered.nextOffsets)
                : transaction(gathered);
    }

    private PushOutcome transaction(Gathered gathered) {
        try {
            if (producer == null) {
                producer = producers.get();
                producer.initTransactions();
            }
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : gathered.records) {
                producer.send(record, gathered);
            }
            producer.flush();
            if (gathered.failure != null) {
                throw new KafkaException(gathered.failure.getMessage(), gathered.failure);
            }
        } catch (KafkaException | IllegalStateException e) {
            abort();
            return PushOutcome.failed(Failure.UNAVAILABLE, "Kafka does not take the events now: " + e.getMessage());
        }
        try {
            producer.commitTransaction();
        } catch (KafkaException | IllegalStateException e) {
            discard();
            return PushOutcome.failed(Failure.UNKNOWN, "Kafka did not say whether it has committed: " + e.getMessage());
        }
        int events = gathered.records.size();
        return PushOutcome.done(events, events, 0, List.of(), gathered.nextOffsets);
    }

    // No commit was asked for, so nothing is kept, whatever comes of the abort: a new producer of the same id aborts
    // too.
    private void abort() {
        try {
            if (producer != null) {
                producer.abortTransaction();
            }
        } catch (KafkaException | IllegalStateException e) {
            discard();
        }
    }

    private void discard() {
        producer.close(Duration.ZERO);
        producer = null;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }

    /** The records of a push and what Kafka answered for them; answers come on the producer's thread and are read after a flush. */
    private static final class Gathered implements EventReader.Sink, Callback {
        final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        final Rejects rejects = new Rejects();
        final long[] nextOffsets;
        private final String topic;
        volatile Exception failure;

        Gathered(QueuedPush push) {
            topic = push.stream().stream();
            nextOffsets = new long[push.stream().partitions()];
            Arrays.fill(nextOffsets, PushOutcome.NOT_WRITTEN);
        }

        @Override
        public boolean event(byte[] value, byte[] key) {
            records.add(new ProducerRecord<>(topic, key, value));
            return true;
        }

        @Override
        public void invalid(int index, String detail) {
            rejects.add(index, detail);
        }

        @Override
        public void onCompletion(RecordMetadata record, Exception problem) {
            if (problem != null) {
                failure = problem;
            } else if (record.partition() < nextOffsets.length) {
                nextOffsets[record.partition()] = Math.max(nextOffsets[record.partition()], record.offset() + 1);
            }
        }
    }
}
