package dev.millrace.ingest;

import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Writes one message of a push whose events each stand for themselves, and reports its outcome once Kafka has answered for every record.
 *
 * <p>{@link #write} runs on the verticle's own thread; Kafka answers on the producer's. One object serves all records of a message.
 */
final class EventWriter implements Callback, EventReader.Sink {

    private final Producer<byte[], byte[]> producer;
    private final QueuedPush push;
    private final Consumer<PushOutcome> done;
    private final Thread writing = Thread.currentThread();
    private final Rejects rejects = new Rejects();
    private final long[] nextOffsets;
    // Below 0 while records are still handed over: minus those answered for. Then what is not answered for.
    private final AtomicInteger open = new AtomicInteger();
    private int sent;
    private int looked;
    private String notHandedOver;
    private int notHandedOverFrom;
    // Written by the producer's thread, read after the last answer.
    private int acknowledged;
    private String failed;

    private EventWriter(Producer<byte[], byte[]> producer, QueuedPush push, Consumer<PushOutcome> done) {
        this.producer = producer;
        this.push = push;
        this.done = done;
        this.nextOffsets = new long[push.stream().partitions()];
        Arrays.fill(nextOffsets, PushOutcome.NOT_WRITTEN);
    }

    /** Hands the message's events to the producer; {@code done} is told the outcome later, once, on any thread. */
    static void write(Producer<byte[], byte[]> producer, QueuedPush push, Consumer<PushOutcome> done) {
        new EventWriter(producer, push, done).write();
    }

    private void write() {
        try {
            if (push.request().kind() == PushRequest.Kind.WATERMARK) {
                watermark();
            } else {
                looked = EventReader.read(push.request().kind(), push.body(), push.stream(), this);
            }
        } catch (MalformedJsonException e) {
            done.accept(PushOutcome.failed(
                    PushOutcome.Failure.MALFORMED, "not JSON at byte " + e.offset() + ": " + e.getMessage()));
            return;
        }
        if (open.addAndGet(sent) == 0) {
            finish();
        }
    }

    private void watermark() {
        long time = Long.parseLong(new String(push.body(), StandardCharsets.US_ASCII));
        byte[] marker = new WatermarkMarker(List.of(new WatermarkMarker.Entry(0, WatermarkMarker.Status.ACTIVE, time)))
                .encode();
        for (int partition = 0; partition < push.stream().partitions(); partition++) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(push.stream().stream(), partition, null, null);
            record.headers().add(RecordHeaders.MARK, marker);
            if (!send(record)) {
                return;
            }
        }
    }

    @Override
    public boolean event(byte[] value, byte[] key) {
        return send(new ProducerRecord<>(push.stream().stream(), key, value));
    }

    @Override
    public void invalid(int index, String detail) {
        rejects.add(index, detail);
    }

    private boolean send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record, this);
        } catch (KafkaException | IllegalStateException e) {
            notHandedOver(e);
        }
        if (notHandedOver == null) {
            sent++;
        }
        return notHandedOver == null;
    }

    /** What fails before {@code send} returns fails on the writing thread: the producer never had the record. */
    @Override
    public void onCompletion(RecordMetadata record, Exception failure) {
        if (Thread.currentThread() == writing) {
            if (failure != null) {
                notHandedOver(failure);
            }
            return;
        }
        if (failure == null) {
            acknowledged++;
            if (record.partition() < nextOffsets.length) {
                nextOffsets[record.partition()] = Math.max(nextOffsets[record.partition()], record.offset() + 1);
            }
        } else if (failed == null) {
            failed = failure.getMessage();
        }
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    private void notHandedOver(Exception failure) {
        notHandedOver = failure.getMessage();
        notHandedOverFrom = sent + rejects.count();
    }

    private void finish() {
        boolean events = push.request().kind() != PushRequest.Kind.WATERMARK;
        int accepted = events ? acknowledged : 0;
        if (failed != null) {
            // Records are answered for by partition, not in order: from where on they are missing cannot be told.
            done.accept(outcome(accepted, PushOutcome.Failure.UNKNOWN, 0, "Kafka did not acknowledge: " + failed));
        } else if (notHandedOver != null) {
            done.accept(outcome(
                    accepted,
                    // Of a watermark some partitions may have it; it is the same to write it again.
                    PushOutcome.Failure.UNAVAILABLE,
                    notHandedOverFrom,
                    "Kafka does not take events now: " + notHandedOver));
        } else {
            done.accept(PushOutcome.done(looked, accepted, rejects.count(), rejects.listed(), nextOffsets));
        }
    }

    private PushOutcome outcome(int accepted, PushOutcome.Failure failure, int from, String detail) {
        return new PushOutcome(looked, accepted, rejects.count(), rejects.listed(), nextOffsets, failure, from, detail);
    }
}
