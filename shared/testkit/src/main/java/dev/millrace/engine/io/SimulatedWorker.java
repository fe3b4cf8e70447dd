package dev.millrace.engine.io;

import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.io.delivery.Commits;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.plan.Stage;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A stage's worker with the clients and clocks of a simulation, one turn at a time, and a look at what it holds. One thread. */
public final class SimulatedWorker {

    private static final int TASK_RECORD = 3;

    /** Where the worker's clients come from. */
    public interface Clients {
        Consumer<byte[], byte[]> consumer(String group);

        Consumer<byte[], byte[]> reader();

        Producer<byte[], byte[]> producer(String transactionalId);

        Producer<byte[], byte[]> plainProducer();

        Commits commits();

        Admin admin();
    }

    /**
     * What a task with state holds.
     *
     * @param commit the number of its commits; the open one counts once something was done
     * @param next the next offset to read
     * @param rows how many rows there are
     * @param digest of all rows, in no order
     * @param baseBytes what its state takes in the log when each segment is written once
     * @param trimBefore from where on its log is needed
     */
    public record Standing(int task, long commit, long next, long rows, long digest, long baseBytes, long trimBefore) {
        /** Whether both have the same rows. */
        public boolean hasRowsOf(Standing other) {
            return rows == other.rows && digest == other.digest;
        }
    }

    private final Stage stage;
    private final ConcurrentHashMap<TopicPartition, StageTask> tasks = new ConcurrentHashMap<>();
    private final StageConnections connections;
    private final StageWorker worker;

    public SimulatedWorker(
            Stage stage,
            String member,
            Clients clients,
            Clock wall,
            LongSupplier nanos,
            StateCopies copies,
            OperatorRegistry operators) {
        this.stage = stage;
        this.connections = new StageConnections(kafka(clients), stage, member, new StageClock(wall, nanos), copies);
        this.worker = new StageWorker(
                stage, operators, connections, tasks, new ConcurrentHashMap<>(), new Alignment.Slowest());
    }

    private static StageKafka kafka(Clients clients) {
        return new StageKafka() {
            @Override
            public Consumer<byte[], byte[]> consumer(String group, String member) {
                return clients.consumer(group);
            }

            @Override
            public Consumer<byte[], byte[]> reader(String name) {
                return clients.reader();
            }

            @Override
            public Producer<byte[], byte[]> producer(String transactionalId) {
                return clients.producer(transactionalId);
            }

            @Override
            public Producer<byte[], byte[]> plainProducer(String member) {
                return clients.plainProducer();
            }

            @Override
            public Commits commits() {
                return clients.commits();
            }

            @Override
            public Admin admin() {
                return clients.admin();
            }
        };
    }

    /** As {@link StageWorker#turn}. */
    public void turn() {
        worker.turn();
    }

    /** As {@link StageWorker#finish}. */
    public void finish() {
        worker.finish();
    }

    /** As {@link StageWorker#close}. */
    public void close(boolean leave) {
        worker.close(leave);
    }

    /** Whether its tasks may have done something since the last commit began. */
    public boolean isOpen() {
        return connections.transaction().isOpen();
    }

    /** The partitions whose tasks are at work. */
    public Set<TopicPartition> partitions() {
        return Set.copyOf(tasks.keySet());
    }

    /** Each task's standing; none of a stage without state. */
    public List<Standing> standings() {
        return stage.keyed() == null
                ? List.of()
                : tasks.values().stream().map(SimulatedWorker::standing).toList();
    }

    /** The standing of one task with state, if it is at work here. */
    public Optional<Standing> standing(int task) {
        return standings().stream().filter(one -> one.task() == task).findFirst();
    }

    /** Whether a record is the last of a commit in the state log. */
    public boolean isTaskRecord(ProducerRecord<byte[], byte[]> record) {
        return stage.keyed() != null
                && record.topic().equals(stage.keyed().stateLog().stream())
                && record.value()[1] == TASK_RECORD;
    }

    private static Standing standing(StageTask task) {
        KeyedState state = task.state();
        long[] sums = new long[2];
        state.forEach(row -> {
            byte[] bytes = row.bytes();
            int length = row.keyLength() + row.valueLength();
            long hash = row.keyLength() * 31L + row.valueLength();
            for (int i = 0; i < length; i++) {
                hash = hash * 0x9E3779B97F4A7C15L + bytes[i];
            }
            hash = (hash ^ Long.rotateLeft(row.timerMillis(), 17)) * 0xff51afd7ed558ccdL;
            sums[0] += hash ^ hash >>> 29;
            sums[1] += length + 8 + (row.timerMillis() == Row.NO_TIMER ? 0 : 9);
        });
        return new Standing(
                task.number(),
                CommitMetadata.read(task.offsetToCommit().metadata()).commit(),
                task.next(),
                state.size(),
                sums[0],
                sums[1] + 3L * KeyedState.SEGMENTS,
                task.stateLogTrim());
    }

    /** What a runner does when its worker fails. */
    public static final class Trouble {
        private final Hopeless hopeless;

        public Trouble(Stage stage, String member) {
            this.hopeless = new Hopeless(stage, member);
        }

        /**
         * Returns where the runner would make new clients.
         *
         * @throws RuntimeException where the runner would give up, naming why
         */
        public void judge(RuntimeException e, long nowNanos) {
            if (!(e instanceof StageWorker.UnsettledException || e instanceof KafkaException)) {
                throw e;
            }
            hopeless.refuse(e, nowNanos);
        }
    }
}
