package dev.millrace.engine.io;

import dev.millrace.model.plan.Stage;
import dev.millrace.model.step.KeyedSettings;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds partitions of a backlog together: one that is far ahead of another in which events still wait is not read until that has followed.
 * Windows behind a repartition topic would otherwise stay open until the slowest had come, all of them in memory. Where nothing waits nothing
 * is held, so that live events never wait for a silent partition. Of partitions that other workers have it knows what was told last. The
 * worker's thread.
 */
final class Alignment {

    private static final long LEAST_MILLIS = 10_000;
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How a partition stands.
     *
     * @param watermarkMillis how far its time has come; {@link Long#MIN_VALUE} while nothing is known
     * @param waiting whether events wait in it
     */
    record Standing(long watermarkMillis, boolean waiting) {}

    /**
     * How far the slowest partitions with waiting events have come: those of one worker, and those of all others of its stage. Times in epoch
     * ms; {@link #NONE} where no events wait, {@link Long#MIN_VALUE} where that is not known. Any thread.
     */
    static final class Slowest {

        /** No partition has events waiting. */
        static final long NONE = Long.MAX_VALUE;

        private volatile long here = NONE;
        private volatile long elsewhere = NONE;

        /** The worker's own partitions. */
        long here() {
            return here;
        }

        void here(long millis) {
            here = millis;
        }

        void elsewhere(long millis) {
            elsewhere = millis;
        }

        long ofAll() {
            return Math.min(here, elsewhere);
        }
    }

    private final long mostMillis;
    private final Slowest slowest;
    private Set<TopicPartition> held = Set.of();
    private long lastNanos;

    /** @param slowest where this worker says how far it is, and hears of the others */
    Alignment(Stage stage, StageClock clock, Slowest slowest) {
        lastNanos = clock.nanos();
        this.slowest = slowest;
        mostMillis = isNeeded(stage) ? mostMillis((KeyedSettings) stage.rekey().settings()) : Long.MAX_VALUE;
    }

    private static long mostMillis(KeyedSettings settings) {
        return Math.max(LEAST_MILLIS, 2 * settings.span().toMillis());
    }

    /** Whether a stage's partitions are held together: where windows lie behind its repartition topic. */
    static boolean isNeeded(Stage stage) {
        return stage.rekey() != null && stage.rekey().settings() instanceof KeyedSettings;
    }

    /** Pauses and resumes what should be, now and then. */
    void align(Consumer<byte[], byte[]> consumer, Map<TopicPartition, StageTask> tasks, long nowNanos) {
        if (mostMillis == Long.MAX_VALUE || nowNanos - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = nowNanos;
        Map<TopicPartition, Standing> standings = new java.util.HashMap<>();
        tasks.forEach((partition, task) -> standings.put(
                partition,
                new Standing(
                        task.watermarkMillis(), consumer.currentLag(partition).orElse(0) > 0)));
        slowest.here(slowest(standings));
        Set<TopicPartition> ahead = ahead(standings, slowest.ofAll(), mostMillis);
        Set<TopicPartition> released = new HashSet<>(held);
        released.removeAll(ahead);
        released.retainAll(tasks.keySet());
        consumer.resume(released);
        consumer.pause(ahead);
        held = ahead;
    }

    /** How far the slowest partition with waiting events has come. */
    static long slowest(Map<TopicPartition, Standing> standings) {
        long slowest = Slowest.NONE;
        for (Standing standing : standings.values()) {
            if (standing.waiting) {
                slowest = Math.min(slowest, standing.watermarkMillis);
            }
        }
        return slowest;
    }

    /** The partitions that should not be read for now. */
    static Set<TopicPartition> ahead(Map<TopicPartition, Standing> standings, long slowestMillis, long mostMillis) {
        Set<TopicPartition> ahead = new HashSet<>();
        long bound = slowestMillis + mostMillis;
        if (slowestMillis != Long.MIN_VALUE && bound > slowestMillis) {
            standings.forEach((partition, standing) -> {
                if (standing.watermarkMillis > bound) {
                    ahead.add(partition);
                }
            });
        }
        return ahead;
    }

    /** Whether the partition is held back just now. */
    boolean holds(TopicPartition partition) {
        return held.contains(partition);
    }

    /** How long the worker may wait for events, so that a partition that is held goes on when the others have followed. */
    long patienceNanos() {
        return held.isEmpty() ? Long.MAX_VALUE : EVERY_NANOS;
    }

    /** These partitions have other owners now. */
    void forget(Collection<TopicPartition> partitions) {
        held = new HashSet<>(held);
        held.removeAll(partitions);
    }
}
