package dev.millrace.testkit.simulation;

import dev.millrace.engine.io.SimulatedWorker;
import dev.millrace.model.plan.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** One life of a process that runs one worker: what all its clients have in common. One thread. */
final class SimulatedProcess {

    final Stage stage;
    final String member;
    private final Chance chance;
    private final Watch watch;
    final List<String> openClients = new ArrayList<>();
    SimulatedWorker worker;
    GroupConsumer consumer;
    /** A transaction is open on this side. */
    boolean open;

    private boolean dead;
    /** Those whose tasks were seen at work. */
    Set<TopicPartition> working = Set.of();

    /** Until when it stands still, or cannot reach its coordinator. */
    long stillUntilMillis;

    long unreachableUntilMillis;

    /** By task: what its owner may trim and has not. */
    final Map<Integer, Untrimmed> untrimmed = new HashMap<>();

    /**
     * @param before from where on the log is needed
     * @param sinceMillis when that was seen first
     * @param commit the task's when a trim was due; negative before
     */
    record Untrimmed(long before, long sinceMillis, long commit) {}

    SimulatedProcess(Stage stage, String member, Chance chance, Watch watch) {
        this.stage = stage;
        this.member = member;
        this.chance = chance;
        this.watch = watch;
    }

    /** Between any two of these the process may end. */
    void request(String what) {
        if (dead) {
            throw new SimulationFailure(member + " asks the broker for " + what + " after its end");
        }
        if (chance.crashes()) {
            dead = true;
            chance.count(Fault.CRASH);
            throw new ProcessCrash(what);
        }
    }

    /** The log of one task's state. */
    TopicPartition stateLog(int task) {
        return new TopicPartition(stage.keyed().stateLog().stream(), task);
    }

    /** A transaction begins: what the worker holds is what was committed last, unless it has gone on meanwhile. */
    void beginning() {
        if (!worker.isOpen()) {
            watch.beginning(this);
        }
    }

    /** No transaction lives across a callback. */
    void checkNothingOpen(String when) {
        if (open) {
            throw new SimulationFailure(member + " has an open transaction " + when);
        }
    }

    /** Offsets are those of partitions that are owned and restored; some may have been restored since the commit began. */
    void checkOffsets(Set<TopicPartition> partitions) {
        if (!worker.partitions().containsAll(partitions) || !consumer.assigned().containsAll(partitions)) {
            throw new SimulationFailure(member + " commits offsets of " + partitions + ", it has tasks for "
                    + worker.partitions() + " and is assigned " + consumer.assigned());
        }
    }

    /** What the worker's state is while it sends its task record; null for other records. */
    Object noteOf(ProducerRecord<byte[], byte[]> record) {
        return worker.isTaskRecord(record)
                ? worker.standing(record.partition())
                        .orElseThrow(() -> new SimulationFailure(member + " sends a task record of task "
                                + record.partition() + ", which is not its own"))
                : null;
    }

    /** Whether the broker takes this process for the owner of a task of a stage with state. */
    boolean owns(int task) {
        return consumer.isOwner(new TopicPartition(stage.inputs().get(0).stream(), task));
    }

    boolean beats(long nowMillis) {
        return !dead && nowMillis >= stillUntilMillis && nowMillis >= unreachableUntilMillis;
    }
}
