package dev.millrace.engine.io;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One member of a stage's group while its clients live: polls, passes records to its tasks and ends a transaction whenever one is due.
 * One thread; a {@link StageRunner} makes a new one when the clients are of no more use.
 */
final class StageWorker implements ConsumerRebalanceListener {

    private static final long MAX_TRANSACTION_BYTES = 8 << 20;
    private static final Duration IDLE_POLL = Duration.ofSeconds(1);
    private static final long PUBLISH_NANOS = 200_000_000L;

    /** Ends a worker whose clients must be made anew; the runner starts the next one from the stable offsets. */
    static final class UnsettledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnsettledException(Exception cause) {
            super("a transaction's outcome is not known", cause);
        }
    }

    private final Stage stage;
    private final OperatorRegistry operators;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final StageTransaction transaction;
    private final TakeOver takeOver;
    private final OutputRecords records;
    private final long commitIntervalNanos;
    private final Map<String, StreamRef> inputs;
    private final Map<TopicPartition, StageTask> tasks;
    private long publishedNanos;
    private boolean closing;

    /**
     * @param tasks where this worker keeps its tasks, read by others for their status
     */
    StageWorker(
            Stage stage,
            OperatorRegistry operators,
            Admin admin,
            KafkaConsumer<byte[], byte[]> consumer,
            StageTransaction transaction,
            ConcurrentHashMap<TopicPartition, StageTask> tasks) {
        this.stage = stage;
        this.operators = operators;
        this.consumer = consumer;
        this.transaction = transaction;
        this.takeOver = new TakeOver(admin, stage);
        this.records = new OutputRecords(stage, Clock.systemUTC());
        this.commitIntervalNanos = stage.commitIntervalMillis() * 1_000_000L;
        this.inputs = stage.inputs().stream().collect(Collectors.toMap(StreamRef::stream, Function.identity()));
        this.tasks = tasks;
        tasks.clear();
        consumer.subscribe(List.copyOf(inputs.keySet()), this);
    }

    /** One turn: poll, process, commit if due. Blocks at most a second when there is nothing to do. */
    void turn() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(patience());
        for (TopicPartition partition : polled.partitions()) {
            StageTask task = tasks.get(partition);
            transaction.begin(System.nanoTime());
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                task.process(record);
                if (transaction.bytes() > MAX_TRANSACTION_BYTES) {
                    if (!commit()) {
                        return;
                    }
                    transaction.begin(System.nanoTime());
                }
            }
            task.seenUpTo(consumer.position(partition));
        }
        long now = System.nanoTime();
        if (transaction.isOpen() && transaction.nanosUntilDue(commitIntervalNanos, now) <= 0) {
            commit();
        }
        publish(now);
    }

    private Duration patience() {
        if (!transaction.isOpen()) {
            return IDLE_POLL;
        }
        return Duration.ofNanos(Math.max(0, transaction.nanosUntilDue(commitIntervalNanos, System.nanoTime())));
    }

    /** Ends the open transaction; false when it was aborted and reading goes on from the offsets before it. */
    private boolean commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        tasks.forEach((partition, task) -> offsets.put(partition, task.offsetToCommit()));
        switch (transaction.commit(offsets, consumer.groupMetadata())) {
            case COMMITTED -> {
                tasks.values().forEach(StageTask::committed);
                return true;
            }
            case ABORTED -> {
                rewind();
                return false;
            }
            default -> throw new UnsettledException(transaction.failure());
        }
    }

    private void rewind() {
        tasks.forEach((partition, task) -> consumer.seek(partition, task.undo()));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        if (closing) {
            return;
        }
        finish();
        revoked.forEach(tasks::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        if (closing) {
            return;
        }
        if (transaction.isOpen()) {
            if (transaction.abort() == StageTransaction.Outcome.UNSETTLED) {
                throw new UnsettledException(transaction.failure());
            }
            rewindAllBut(lost);
        }
        lost.forEach(tasks::remove);
    }

    private void rewindAllBut(Collection<TopicPartition> lost) {
        tasks.forEach((partition, task) -> {
            long offset = task.undo();
            if (!lost.contains(partition)) {
                consumer.seek(partition, offset);
            }
        });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        if (assigned.isEmpty()) {
            return;
        }
        finish();
        takeOver.offsets(consumer, assigned).forEach((partition, offset) -> {
            StreamRef input = inputs.get(partition.topic());
            consumer.seek(partition, offset.offset());
            tasks.put(
                    partition,
                    new StageTask(stage, input, partition.partition(), offset, operators, records, transaction));
        });
    }

    private void publish(long now) {
        if (now - publishedNanos > PUBLISH_NANOS) {
            publishedNanos = now;
            tasks.forEach((partition, task) ->
                    task.publish(consumer.currentLag(partition).orElse(-1)));
        }
    }

    /** Ends the open transaction if there is one. */
    void finish() {
        if (transaction.isOpen()) {
            commit();
        }
    }

    /** Leaves the group for good, or stays in it for the instance's next start; an open transaction is left to that start. */
    void close(boolean leave) {
        closing = true;
        transaction.close();
        CloseOptions.GroupMembershipOperation operation = leave
                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)).withGroupMembershipOperation(operation));
    }
}
