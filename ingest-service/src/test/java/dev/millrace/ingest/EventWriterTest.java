package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushOutcome.Failure;
import dev.millrace.platform.push.PushRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Outcomes when Kafka fails, with a producer that answers when told to, on another thread as the real one does. */
class EventWriterTest {

    private static final StreamRef STREAM =
            new StreamRef("s", "id", 1, new EventKey(List.of(FieldPath.parse("k"))), null);
    private static final String LINES = "{\"k\":1}\nbroken\n{\"k\":2}\n{\"k\":3}\n";

    private final List<PushOutcome> outcomes = new ArrayList<>();
    private int taken;

    /** Takes so many records, then says at once that there is no room. */
    private MockProducer<byte[], byte[]> producer(int room) {
        return new MockProducer<>(Cluster.empty(), false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
                if (taken++ < room) {
                    return super.send(record, callback);
                }
                callback.onCompletion(null, new TimeoutException("no room"));
                return null;
            }
        };
    }

    @Test
    void theOutcomeComesWithTheLastAnswer() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(10);
        EventWriter.write(producer, push(), outcomes::add);
        elsewhere(producer::completeNext);
        elsewhere(producer::completeNext);
        assertThat(outcomes).isEmpty();
        elsewhere(producer::completeNext);
        assertThat(outcomes).hasSize(1);
        PushOutcome outcome = outcomes.get(0);
        assertThat(outcome.failure()).isEqualTo(Failure.NONE);
        assertThat(outcome.events()).isEqualTo(4);
        assertThat(outcome.accepted()).isEqualTo(3);
        assertThat(outcome.rejects()).extracting(PushOutcome.Reject::index).containsExactly(1);
        assertThat(outcome.nextOffsets()).containsExactly(3);
    }

    @Test
    void whatTheProducerNeverHadIsNotKept() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(1);
        EventWriter.write(producer, push(), outcomes::add);
        elsewhere(producer::completeNext);
        PushOutcome outcome = outcomes.get(0);
        assertThat(outcome.failure()).isEqualTo(Failure.UNAVAILABLE);
        assertThat(outcome.accepted()).isEqualTo(1);
        assertThat(outcome.failedFrom()).as("event 0 is kept, 1 is invalid").isEqualTo(2);
        assertThat(producer.history()).as("nothing is sent after it").hasSize(1);
    }

    @Test
    void withoutRoomForTheFirstNothingIsKept() {
        EventWriter.write(producer(0), push(), outcomes::add);
        assertThat(outcomes.get(0).failure()).isEqualTo(Failure.UNAVAILABLE);
        assertThat(outcomes.get(0).accepted()).isZero();
        assertThat(outcomes.get(0).failedFrom()).isZero();
    }

    @Test
    void whatWasHandedOverAndNotAcknowledgedIsUnknown() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(10);
        EventWriter.write(producer, push(), outcomes::add);
        elsewhere(producer::completeNext);
        elsewhere(() -> producer.errorNext(new KafkaException("gone")));
        elsewhere(producer::completeNext);
        assertThat(outcomes.get(0).failure()).isEqualTo(Failure.UNKNOWN);
        assertThat(outcomes.get(0).detail()).contains("gone");
    }

    private static QueuedPush push() {
        return new QueuedPush(
                new PushRequest("s", "id", PushRequest.Kind.LINES, false, "here", "p", 0, true),
                STREAM,
                LINES.getBytes(StandardCharsets.UTF_8),
                null);
    }

    private static void elsewhere(Runnable task) throws InterruptedException {
        Thread thread = new Thread(task);
        thread.start();
        thread.join();
    }
}
