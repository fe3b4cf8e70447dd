package dev.millrace.engine.io;

import dev.millrace.engine.io.assignment.Ownerless;
import dev.millrace.engine.io.delivery.OutputRecords;
import dev.millrace.engine.io.delivery.Outputs;
import dev.millrace.engine.io.delivery.StageTransaction;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One member of a stage's group while its clients live: polls, passes records to its tasks, lets time pass and commits whenever it is due,
 * going on while the broker is at it. One thread; a {@link StageRunner} makes a new one when the clients are of no more use.
 */
final class StageWorker implements ConsumerRebalanceListener {

    private static final long MAX_COMMIT_BYTES = 8 << 20;
    private static final int MAX_DIRTY_KEYS = 20_000;
    /** Timers fire in slices, so that a commit can come between two of them. */
    private static final int SLICE = 500;

    private static final long IDLE_MILLIS = 1_000;
    private static final long PUBLISH_NANOS = 200_000_000L;

    /** Ends a worker whose clients must be made anew; the runner starts the next one from the stable offsets. */
    static final class UnsettledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnsettledException(Exception cause) {
            super("a transaction's outcome is not known", cause);
        }
    }

    /** Ends a turn whose work is to be undone. */
    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UndoneException() {
            super("a commit was aborted", null, false, false);
        }
    }

    private final Stage stage;
    private final OperatorRegistry operators;
    private final StageConnections connections;
    private final Consumer<byte[], byte[]> consumer;
    private final StageTransaction transaction;
    private final Outputs outputs;
    private final TakeOver takeOver;
    private final Ownerless ownerless;
    private final OutputRecords records;
    private final Marks marks;
    private final LogTrimmer trimmer;
    private final Alignment alignment;
    private final SegmentCopier copier;
    private final Restoring restoring;
    private final StageClock clock;
    private final long commitIntervalNanos;
    private final Map<String, StreamRef> inputs;
    private final Map<TopicPartition, StageTask> tasks;
    private long publishedNanos;
    private boolean closing;
    private boolean hurries;

    /**
     * @param tasks where this worker keeps its tasks, read by others for their status
     * @param shares how far tasks that are being restored are, 0 to 1, read by others
     * @param slowest how far this worker and the others are, for their alignment
     */
    StageWorker(
            Stage stage,
            OperatorRegistry operators,
            StageConnections connections,
            ConcurrentHashMap<TopicPartition, StageTask> tasks,
            ConcurrentHashMap<TopicPartition, Double> shares,
            Alignment.Slowest slowest) {
        this.stage = stage;
        this.operators = operators;
        this.connections = connections;
        this.consumer = connections.consumer();
        this.transaction = connections.transaction();
        this.outputs = connections.outputs();
        this.clock = connections.clock();
        this.takeOver = new TakeOver(connections.admin(), stage);
        this.ownerless = new Ownerless(connections.admin(), stage);
        this.records = new OutputRecords(stage, clock.wall());
        this.marks = new Marks(stage.output(), records, outputs, clock);
        this.trimmer = new LogTrimmer(connections.admin(), stage, clock);
        this.alignment = new Alignment(stage, clock, slowest);
        this.copier = connections.copier();
        this.restoring = new Restoring(connections, shares);
        this.commitIntervalNanos = stage.commitIntervalMillis() * 1_000_000L;
        this.inputs = stage.inputs().stream().collect(Collectors.toMap(StreamRef::stream, Function.identity()));
        this.tasks = tasks;
        tasks.clear();
        consumer.subscribe(List.copyOf(inputs.keySet()), this);
    }

    /** One turn: poll, process, let time pass, commit if due. Blocks at most a second when there is nothing to do. */
    void turn() {
        try {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(patience());
            if (polled.isEmpty()) {
                settleCommit();
            }
            for (TopicPartition partition : polled.partitions()) {
                StageTask task = tasks.get(partition);
                takeNotice();
                begin();
                marks.wake(task);
                task.lookAtClock();
                for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                    settle(task);
                    takeNotice();
                    begin();
                    task.process(record);
                    commitIfFull(task);
                }
                settle(task);
                task.seenUpTo(consumer.position(partition));
            }
            letTimePass();
            commitIfDue();
        } catch (UndoneException e) {
            rewind();
        }
        tasks.putAll(restoring.turn());
        copier.turn(clock.nanos());
        publish(clock.nanos());
    }

    private void letTimePass() {
        long now = clock.nanos();
        for (Map.Entry<TopicPartition, StageTask> entry : tasks.entrySet()) {
            StageTask task = entry.getValue();
            boolean caughtUp = consumer.currentLag(entry.getKey()).orElse(-1) == 0 && !alignment.holds(entry.getKey());
            task.tick(now, caughtUp);
            if (task.isAwake()) {
                begin();
                task.wake();
            }
            if (task.isDue()) {
                begin();
                settle(task);
            }
        }
        if (marks.isDue(tasks.values(), now)) {
            begin();
        }
        alignment.align(consumer, tasks, now);
    }

    /** Fires all that is due, so that the next event finds time where it should be. */
    private void settle(StageTask task) {
        while (task.isDue()) {
            task.fire(SLICE);
            commitIfFull(task);
            commitIfDue();
        }
    }

    /** Of a commit that has ended meanwhile, so that what was held for it can go. */
    private void takeNotice() {
        if (transaction.hasOutcome()) {
            settleCommit();
        }
    }

    private void begin() {
        if (!transaction.isOpen()) {
            transaction.begin(clock.nanos());
        }
    }

    private void commitIfFull(StageTask task) {
        if (outputs.bytes() > MAX_COMMIT_BYTES || task.dirty() > MAX_DIRTY_KEYS) {
            commit();
            begin();
        }
    }

    private void commitIfDue() {
        if (transaction.isOpen() && transaction.nanosUntilDue(commitIntervalNanos, clock.nanos()) <= 0) {
            commit();
            if (tasks.values().stream().anyMatch(StageTask::isDue)) {
                begin();
            }
        }
    }

    private Duration patience() {
        if (transaction.isUnderWay() || !restoring.isDone() || hurries) {
            hurries = false;
            return Duration.ZERO;
        }
        long now = clock.nanos();
        long nanos = Math.min(IDLE_MILLIS * 1_000_000, alignment.patienceNanos());
        if (transaction.isOpen()) {
            nanos = Math.min(nanos, transaction.nanosUntilDue(commitIntervalNanos, now));
        }
        nanos = Math.min(nanos, marks.nanosUntilDue(tasks.values(), now));
        for (StageTask task : tasks.values()) {
            nanos = Math.min(nanos, task.patienceMillis(IDLE_MILLIS) * 1_000_000);
        }
        return Duration.ofNanos(Math.max(0, nanos));
    }

    /**
     * Begins to commit what was done, after the commit before.
     *
     * @throws UndoneException when that one was aborted
     */
    private void commit() {
        settleCommit();
        tasks.values().forEach(StageTask::flush);
        marks.round(tasks.values(), clock.nanos());
        tasks.values().forEach(task -> task.keep(transaction));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        tasks.forEach((partition, task) -> offsets.put(partition, task.offsetToCommit()));
        outputs.committing();
        transaction.commit(outputs, offsets, consumer.groupMetadata());
        tasks.values().forEach(StageTask::committing);
        marks.committing();
    }

    /**
     * Waits for the commit that is under way, if there is one.
     *
     * @throws UndoneException when it was aborted
     */
    private void settleCommit() {
        if (!transaction.isUnderWay()) {
            return;
        }
        switch (transaction.outcome()) {
            case COMMITTED -> {
                tasks.values().forEach(StageTask::committed);
                outputs.committed();
                marks.committed();
                trimmer.trim(tasks.values());
            }
            case ABORTED -> throw new UndoneException();
            default -> throw new UnsettledException(transaction.failure());
        }
    }

    private void rewind() {
        outputs.undone();
        marks.undone();
        tasks.forEach((partition, task) -> consumer.seek(partition, task.undo()));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        if (closing) {
            return;
        }
        finish();
        restoring.forget(revoked);
        alignment.forget(revoked);
        revoked.forEach(this::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        if (closing) {
            return;
        }
        restoring.forget(lost);
        alignment.forget(lost);
        boolean undone = !isSettled();
        if (transaction.isOpen()) {
            if (transaction.abort() == StageTransaction.Outcome.UNSETTLED) {
                throw new UnsettledException(transaction.failure());
            }
            undone = true;
        }
        lost.forEach(this::remove);
        if (undone) {
            rewind();
        }
    }

    /** Whether the commit that was under way, if there was one, has happened. */
    private boolean isSettled() {
        try {
            settleCommit();
            return true;
        } catch (UndoneException e) {
            return false;
        }
    }

    private void remove(TopicPartition partition) {
        StageTask task = tasks.remove(partition);
        if (task != null) {
            marks.forget(task.number());
            copier.forget(task.number());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        ownerless.claim(consumer);
        if (assigned.isEmpty()) {
            return;
        }
        finish();
        Map<TopicPartition, OffsetAndMetadata> offsets = takeOver.offsets(consumer, assigned);
        Map<TopicPartition, StageTask> taken = new HashMap<>();
        for (TopicPartition partition : assigned) {
            taken.put(
                    partition,
                    new StageTask(
                            stage,
                            inputs.get(partition.topic()),
                            partition.partition(),
                            operators,
                            records,
                            outputs,
                            copier,
                            clock));
        }
        if (stage.keyed() != null) {
            restoring.take(taken, offsets);
            return;
        }
        taken.forEach((partition, task) -> {
            task.open(offsets.get(partition));
            consumer.seek(partition, task.next());
        });
        tasks.putAll(taken);
    }

    private void publish(long now) {
        if (now - publishedNanos > PUBLISH_NANOS) {
            publishedNanos = now;
            tasks.forEach((partition, task) ->
                    task.publish(consumer.currentLag(partition).orElse(-1)));
        }
    }

    /** The next turn does not wait for events. */
    void hurry() {
        hurries = true;
    }

    /** Whether all that the tasks keep is committed; where only a commit's outcome is missing, it is waited for. */
    boolean isCommitted() {
        if (!transaction.isOpen() && !isSettled()) {
            rewind();
        }
        return !transaction.isOpen();
    }

    /** Commits all that was done and waits for it; the next turn begins with nothing open and nothing under way. */
    void finish() {
        try {
            settleCommit();
            if (transaction.isOpen()) {
                commit();
                settleCommit();
            }
        } catch (UndoneException e) {
            rewind();
        }
    }

    /** Leaves the group for good, or stays in it for the instance's next start; an open transaction is left to that start. */
    void close(boolean leave) {
        closing = true;
        restoring.close();
        connections.close(
                leave
                        ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                        : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
    }
}
