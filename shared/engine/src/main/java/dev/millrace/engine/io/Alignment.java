package dev.millrace.engine.io;

import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.plan.Stage;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds partitions of a backlog together: one that is far ahead of another in which events still wait is not read until that has followed.
 * Windows behind a repartition topic would otherwise stay open until the slowest had come, all of them in memory. Where nothing waits nothing
 * is held, so that live events never wait for a silent partition. The worker's thread.
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

    private final long mostMillis;
    private Set<TopicPartition> held = Set.of();
    private long lastNanos;

    Alignment(Stage stage, StageClock clock) {
        lastNanos = clock.nanos();
        mostMillis = stage.rekey() != null && stage.rekey().settings() instanceof AggregateSettings settings
                ? Math.max(LEAST_MILLIS, 2 * settings.window().size().toMillis())
                : Long.MAX_VALUE;
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
        Set<TopicPartition> ahead = ahead(standings, mostMillis);
        Set<TopicPartition> released = new HashSet<>(held);
        released.removeAll(ahead);
        released.retainAll(tasks.keySet());
        consumer.resume(released);
        consumer.pause(ahead);
        held = ahead;
    }

    /** The partitions that should not be read for now. */
    static Set<TopicPartition> ahead(Map<TopicPartition, Standing> standings, long mostMillis) {
        OptionalLong slowest = standings.values().stream()
                .filter(Standing::waiting)
                .mapToLong(Standing::watermarkMillis)
                .min();
        Set<TopicPartition> ahead = new HashSet<>();
        if (slowest.isPresent() && slowest.getAsLong() != Long.MIN_VALUE) {
            long bound = slowest.getAsLong() + mostMillis;
            standings.forEach((partition, standing) -> {
                if (standing.watermarkMillis > bound && bound > slowest.getAsLong()) {
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

    /** These partitions have other owners now. */
    void forget(Collection<TopicPartition> partitions) {
        held = new HashSet<>(held);
        held.removeAll(partitions);
    }
}
