package dev.millrace.engine.io.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.io.delivery.StageTransaction.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A transaction that is opened while the one before is being committed. */
class StageTransactionTest {

    private static final TopicPartition INPUT = new TopicPartition("in", 0);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final List<FutureTask<Outcome>> started = new ArrayList<>();
    private final StageTransaction transaction = new StageTransaction(producer, commit -> {
        FutureTask<Outcome> task = new FutureTask<>(commit);
        started.add(task);
        return task;
    });
    private final Outputs outputs = new TransactionalOutputs(transaction);

    private void send(String text) {
        outputs.send(new ProducerRecord<>("out", 0, null, text.getBytes(StandardCharsets.UTF_8)));
    }

    private void commit(long offset) {
        transaction.commit(outputs, Map.of(INPUT, new OffsetAndMetadata(offset)), new ConsumerGroupMetadata("g"));
    }

    private void run(int commit) {
        started.get(commit).run();
    }

    /** What readers see. */
    private List<String> committed() {
        return producer.history().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private void openTwo() {
        transaction.begin(0);
        send("a");
        commit(1);
        transaction.begin(0);
        send("b");
    }

    @Test
    void whatIsSentMeanwhileGoesWithTheNext() {
        openTwo();
        assertThat(transaction.hasOutcome()).isFalse();
        assertThat(transaction.bytes()).as("bytes of the open one").isEqualTo(1);
        run(0);
        assertThat(transaction.hasOutcome()).isTrue();
        assertThat(transaction.outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(transaction.isOpen()).isTrue();
        assertThat(committed()).containsExactly("a");
        send("c");
        commit(3);
        run(1);
        assertThat(transaction.outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(transaction.isOpen()).isFalse();
        assertThat(committed()).containsExactly("a", "b", "c");
        assertThat(producer.consumerGroupOffsetsHistory())
                .extracting(offsets -> offsets.get("g").get(INPUT).offset())
                .containsExactly(1L, 3L);
    }

    @Test
    void anAbortTakesBackBoth() {
        openTwo();
        producer.sendOffsetsToTransactionException = new KafkaException("refused");
        run(0);
        assertThat(transaction.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(transaction.isOpen()).isFalse();
        producer.sendOffsetsToTransactionException = null;
        transaction.begin(0);
        send("a again");
        commit(1);
        run(1);
        assertThat(transaction.outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(committed()).containsExactly("a again");
    }

    @Test
    void anUnknownOutcomeStays() {
        openTwo();
        producer.commitTransactionException = new ProducerFencedException("fenced");
        run(0);
        for (int asked = 0; asked < 2; asked++) {
            assertThat(transaction.outcome()).isEqualTo(Outcome.UNSETTLED);
            assertThat(transaction.isUnderWay()).isTrue();
        }
        assertThat(transaction.failure()).isInstanceOf(ProducerFencedException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void outputsThatFailedAreNotCommitted() {
        MockProducer<byte[], byte[]> plain =
                new MockProducer<>(Cluster.empty(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
        Outputs immediate = new ImmediateOutputs(plain);
        transaction.begin(0);
        immediate.send(new ProducerRecord<>("out", 0, null, new byte[1]));
        plain.errorNext(new IllegalStateException("refused"));
        transaction.commit(immediate, Map.of(INPUT, new OffsetAndMetadata(1)), new ConsumerGroupMetadata("g"));
        run(0);
        assertThat(transaction.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(producer.consumerGroupOffsetsHistory()).isEmpty();
    }

    @Test
    void deferredOutputsWaitForTheirOwnCommit() {
        MockProducer<byte[], byte[]> plain =
                new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
        Outputs deferred = new DeferredOutputs(plain);
        deferred.send(new ProducerRecord<>("out", 0, null, new byte[] {1}));
        deferred.committing();
        deferred.send(new ProducerRecord<>("out", 0, null, new byte[] {2, 2}));
        assertThat(deferred.bytes()).isEqualTo(2);
        deferred.committed();
        assertThat(plain.history()).hasSize(1);
        deferred.undone();
        deferred.committing();
        deferred.committed();
        assertThat(plain.history()).as("what was undone is never sent").hasSize(1);
    }
}
