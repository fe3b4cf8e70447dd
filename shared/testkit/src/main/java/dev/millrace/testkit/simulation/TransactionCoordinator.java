package dev.millrace.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Decides about transactions, as version 2 of Kafka's does: every end gives the producer a new epoch, so that a request that comes late finds another
 * one. Markers reach the partitions one after the other. One thread.
 */
final class TransactionCoordinator {

    private static final long TIMEOUT_MILLIS = 10_000;
    private static final long SWEEP_MILLIS = 10_000;
    private static final long PATIENCE_MILLIS = 20_000;

    private static final class Id {
        int epoch;
        BrokerTransaction current;
    }

    private final Map<String, Id> ids = new TreeMap<>();
    private final SimulatedTime time;
    private final Chance chance;
    private final Watch watch;

    TransactionCoordinator(SimulatedTime time, Chance chance, Watch watch) {
        this.time = time;
        this.chance = chance;
        this.watch = watch;
        time.later(SWEEP_MILLIS, this::sweep);
    }

    private void sweep() {
        for (Id id : ids.values()) {
            if (isOngoing(id) && time.millis() - id.current.startedMillis >= TIMEOUT_MILLIS) {
                chance.count(Fault.TRANSACTION_TIMEOUT);
                id.epoch++;
                decide(id.current, false);
            }
        }
        time.later(SWEEP_MILLIS, this::sweep);
    }

    private static boolean isOngoing(Id id) {
        return id.current != null && id.current.state == BrokerTransaction.State.ONGOING;
    }

    /** Ends what is open under the id and locks out whoever had it; answers the new epoch. Waits for the markers; -1 when that takes too long. */
    int initialise(String name) {
        Id id = ids.computeIfAbsent(name, n -> new Id());
        fence(name);
        int epoch = ++id.epoch;
        return settled(id) ? epoch : -1;
    }

    /** As somebody else than the owner does. */
    void fence(String name) {
        Id id = ids.computeIfAbsent(name, n -> new Id());
        id.epoch++;
        if (isOngoing(id)) {
            chance.count(Fault.FENCING);
            decide(id.current, false);
        }
    }

    private boolean settled(Id id) {
        return time.await(PATIENCE_MILLIS, () -> id.current == null || id.current.isOver());
    }

    /**
     * The transaction to add something to; a new one waits for the markers of the one before.
     *
     * @throws ProducerFencedException when the id is another's now
     */
    BrokerTransaction current(String name, int epoch) {
        Id id = check(name, epoch);
        if (!isOngoing(id)) {
            if (!settled(id)) {
                throw new org.apache.kafka.common.errors.TimeoutException("markers are missing");
            }
            check(name, epoch);
            id.current = new BrokerTransaction(name, time.millis());
        }
        return id.current;
    }

    private Id check(String name, int epoch) {
        Id id = ids.get(name);
        if (id.epoch != epoch) {
            throw new ProducerFencedException("there is a newer producer of " + name);
        }
        return id;
    }

    /** Decides; answers the producer's next epoch. What was never begun here ends without a trace. */
    int end(String name, int epoch, boolean commit) {
        Id id = check(name, epoch);
        if (isOngoing(id)) {
            decide(id.current, commit);
        }
        return ++id.epoch;
    }

    private void decide(BrokerTransaction transaction, boolean commit) {
        transaction.state = commit ? BrokerTransaction.State.COMMITTING : BrokerTransaction.State.ABORTING;
        if (commit) {
            watch.committed(transaction);
        }
        List<Runnable> markers = new ArrayList<>();
        transaction.logs.forEach(log -> markers.add(() -> log.end(time.millis(), transaction)));
        if (transaction.group != null) {
            markers.add(() -> transaction.group.end(transaction));
        }
        chance.shuffle(markers);
        writeNext(transaction, markers);
    }

    private void writeNext(BrokerTransaction transaction, List<Runnable> markers) {
        if (markers.isEmpty()) {
            transaction.state =
                    transaction.isCommitted() ? BrokerTransaction.State.COMMITTED : BrokerTransaction.State.ABORTED;
            return;
        }
        long delay = chance.isSlow() ? chance.below(300) : chance.below(3);
        Runnable next = () -> {
            markers.remove(markers.size() - 1).run();
            writeNext(transaction, markers);
        };
        if (delay == 0) {
            next.run();
        } else {
            time.later(delay, next);
        }
    }

    /** The ids with an open transaction. */
    List<String> ongoing() {
        return ids.entrySet().stream()
                .filter(entry -> isOngoing(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean isQuiet() {
        return ids.values().stream().allMatch(id -> id.current == null || id.current.isOver());
    }

    Map<String, String> standing() {
        Map<String, String> standing = new HashMap<>();
        ids.forEach((name, id) -> standing.put(name, id.epoch + " " + (id.current == null ? "-" : id.current.state)));
        return standing;
    }
}
