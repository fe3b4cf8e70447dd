package dev.millrace.engine.io;

import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one worker of one stage going until it is told to stop: makes its clients, makes new ones after trouble, gives up with a sentence
 * where only a person can help. {@link #run} is the thread; the other methods may be called from any.
 */
public final class StageRunner implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StageRunner.class);
    private static final long FIRST_BACK_OFF_MILLIS = 100;
    private static final long LAST_BACK_OFF_MILLIS = 5_000;

    private final Stage stage;
    private final String member;
    private final StageKafka kafka;
    private final OperatorRegistry operators;
    private final StateCopies copies;
    private final Consumer<String> onFailed;
    private final ConcurrentHashMap<TopicPartition, StageTask> tasks = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<TopicPartition, Double> shares = new ConcurrentHashMap<>();
    private final Alignment.Slowest slowest = new Alignment.Slowest();
    private final StateQueries queries = new StateQueries(this::wakeUp);
    private final Hopeless hopeless;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean leave;
    private volatile int restarts;
    private volatile org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

    /**
     * @param instance this process's name, stable over restarts, without {@code _}
     * @param index which of the process's workers of this stage, from 0
     * @param copies where copies of the stage's state are kept
     * @param onFailed told, once, why the stage cannot go on; on the runner's thread
     */
    public StageRunner(
            Stage stage,
            String instance,
            int index,
            Map<String, Object> kafka,
            Admin admin,
            OperatorRegistry operators,
            StateCopies copies,
            Consumer<String> onFailed) {
        this.stage = stage;
        this.member = stage.id() + "_" + instance + "_" + index;
        this.hopeless = new Hopeless(stage, member);
        this.kafka = new StageClients(Map.copyOf(kafka), admin);
        this.operators = operators;
        this.copies = copies;
        this.onFailed = onFailed;
    }

    public Stage stage() {
        return stage;
    }

    /** What the tasks of this worker have done; empty while it owns none. */
    public List<TaskStatus> tasks() {
        return tasks.values().stream().map(StageTask::status).toList();
    }

    /** How much of their state log has been read, 0 to 1, for the partitions whose state is being restored here. */
    public Map<TopicPartition, Double> restoring() {
        return Map.copyOf(shares);
    }

    /** How often new clients had to be made. */
    public int restarts() {
        return restarts;
    }

    /** Whether this worker does not read far ahead of the stage's others: they are to know of each other then. */
    public boolean isAligned() {
        return Alignment.isNeeded(stage);
    }

    /**
     * How far the slowest of this worker's partitions with waiting events has come, epoch ms; {@link Long#MAX_VALUE} where no events wait,
     * {@link Long#MIN_VALUE} while it is not known.
     */
    public long slowestMillis() {
        return slowest.here();
    }

    /** Tells this worker the same of all others of its stage together, as far as it is known now. */
    public void slowestElsewhere(long millis) {
        slowest.elsewhere(millis);
    }

    /** Asks the worker to end its transaction and stop; {@code leave} says whether its partitions should go to others at once. */
    public void stop(boolean leave) {
        this.leave = leave;
        stop.countDown();
        wakeUp();
    }

    private void wakeUp() {
        var current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    /**
     * Asks one of this worker's tasks what it keeps of a group. The answer is read on the worker's thread between two commits, so that it holds
     * committed work alone.
     *
     * @param group the key that the group's results have
     * @return empty when the task is not this worker's; fails when it is not answered within a second
     */
    public Optional<CompletionStage<StateAnswer>> query(int task, byte[] group) {
        return tasks.values().stream().anyMatch(owned -> owned.number() == task)
                ? Optional.of(queries.ask(task, group))
                : Optional.empty();
    }

    @Override
    public void run() {
        long backOff = FIRST_BACK_OFF_MILLIS;
        try {
            while (!stopping()) {
                long started = System.nanoTime();
                try {
                    checkTopics();
                    work();
                } catch (KafkaException | StageWorker.UnsettledException e) {
                    hopeless.refuse(e, System.nanoTime());
                    restarts++;
                    backOff = System.nanoTime() - started > TimeUnit.SECONDS.toNanos(30)
                            ? FIRST_BACK_OFF_MILLIS
                            : backOff;
                    log.warn("{} starts again in {} ms: {}", member, backOff, e.toString());
                    stop.await(backOff, TimeUnit.MILLISECONDS);
                    backOff = Math.min(backOff * 2, LAST_BACK_OFF_MILLIS);
                }
            }
        } catch (StageFailedException e) {
            log.error("{} stops: {}", member, e.getMessage());
            onFailed.accept(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("{} stops", member, e);
            onFailed.accept("the stage failed in a way it should not: " + e);
        } finally {
            tasks.clear();
            shares.clear();
            queries.close();
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    private void work() {
        StageConnections connections = new StageConnections(kafka, stage, member, StageClock.SYSTEM, copies);
        consumer = connections.consumer();
        StageWorker worker = new StageWorker(stage, operators, connections, tasks, shares, slowest);
        boolean finished = false;
        try {
            while (!stopping()) {
                turn(worker);
            }
            worker.finish();
            finished = true;
        } finally {
            worker.close(finished && leave);
            consumer = null;
            slowest.here(Alignment.Slowest.NONE);
        }
    }

    private void turn(StageWorker worker) {
        if (queries.areWaiting() && worker.isCommitted() && queries.answer(tasks.values())) {
            worker.hurry();
        }
        try {
            worker.turn();
        } catch (WakeupException e) {
            log.debug("{} woken up to stop or to be asked", member);
        }
    }

    /** The topics must be those the plan was made for. */
    private void checkTopics() throws InterruptedException {
        for (StreamRef ref : StageTopics.of(stage)) {
            Optional<String> mistake = StageTopics.mistake(ref, describe(ref));
            if (mistake.isPresent()) {
                throw new StageFailedException(mistake.get());
            }
        }
    }

    private TopicDescription describe(StreamRef ref) throws InterruptedException {
        try {
            return kafka.admin()
                    .describeTopics(List.of(ref.stream()))
                    .allTopicNames()
                    .get()
                    .get(ref.stream());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw new KafkaException(e.getCause());
        }
    }
}
