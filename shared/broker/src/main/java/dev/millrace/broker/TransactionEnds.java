package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;

/**
 * What the transaction coordinator's own log says of each producer's last transaction: the only place that knows how it ended.
 *
 * <p>Source: {@code TransactionLogValue.json} of Kafka. Not thread-safe.
 */
final class TransactionEnds {

    static final String TOPIC = "__transaction_state";

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<Long, End> byProducer = new HashMap<>();

    /**
     * What is known of a producer's last transaction.
     *
     * @param state as last written
     * @param outcome of the last transaction that ended; null when none did
     * @param producerEpoch as last written
     * @param coordinatorEpoch the least that the coordinator had when it wrote so
     */
    record End(TransactionState state, TransactionResult outcome, short producerEpoch, int coordinatorEpoch) {

        /** True when the coordinator regards the transaction as over, on every partition. */
        boolean isOver() {
            return outcome != null
                    && (state == TransactionState.COMPLETE_COMMIT
                            || state == TransactionState.COMPLETE_ABORT
                            || state == TransactionState.EMPTY);
        }

        /** True when the coordinator has decided and is telling the partitions now. */
        boolean isBeingTold() {
            return state == TransactionState.PREPARE_COMMIT || state == TransactionState.PREPARE_ABORT;
        }
    }

    /** Reads the log from its beginning to its present end; blocks. */
    static TransactionEnds read(String bootstrapServers, Collection<TopicPartition> partitions) {
        TransactionEnds ends = new TransactionEnds();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            List<TopicPartition> unread = new ArrayList<>(partitions);
            while (!unread.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        ends.add(
                                ByteBuffer.wrap(record.value()),
                                record.leaderEpoch().orElse(0));
                    }
                }
                unread.removeIf(partition -> consumer.position(partition) >= end.get(partition));
            }
        }
        return ends;
    }

    /** Takes one record's value, in the log's order; what a newer Kafka may have written in a form unknown here is passed over. */
    void add(ByteBuffer value, int leaderEpoch) {
        short version = value.getShort();
        if (version > TransactionLogValue.HIGHEST_SUPPORTED_VERSION) {
            return;
        }
        TransactionLogValue log = new TransactionLogValue(new ByteBufferAccessor(value), version);
        TransactionState state = TransactionState.fromId(log.transactionStatus());
        End before = byProducer.get(log.producerId());
        TransactionResult outcome = switch (state) {
            case PREPARE_COMMIT, COMPLETE_COMMIT -> TransactionResult.COMMIT;
            case PREPARE_ABORT, COMPLETE_ABORT -> TransactionResult.ABORT;
            default -> before == null ? null : before.outcome();
        };
        byProducer.put(log.producerId(), new End(state, outcome, log.producerEpoch(), leaderEpoch));
    }

    /** Of these only what stood the same in an earlier reading; what has changed counts as being told just now. */
    TransactionEnds unchangedSince(TransactionEnds before) {
        TransactionEnds unchanged = new TransactionEnds();
        byProducer.forEach((producer, end) -> unchanged.byProducer.put(
                producer,
                end.equals(before.of(producer))
                        ? end
                        : new End(
                                TransactionState.PREPARE_COMMIT,
                                end.outcome(),
                                end.producerEpoch(),
                                end.coordinatorEpoch())));
        return unchanged;
    }

    /** Null when the log says nothing of this producer. */
    End of(long producerId) {
        return byProducer.get(producerId);
    }
}
