package dev.millrace.engine.io;

import dev.millrace.model.plan.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/** Tells trouble that new clients end from trouble that only a person can end. Remembers the trouble of one runner; its thread. */
final class Hopeless {

    private static final long FENCED_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Stage stage;
    private final String member;
    private final Map<TopicPartition, Set<Long>> outOfRange = new HashMap<>();
    private boolean wasFenced;
    private long fencedNanos;

    Hopeless(Stage stage, String member) {
        this.stage = stage;
        this.member = member;
    }

    /**
     * To be asked before new clients are made.
     *
     * @throws StageFailedException when they would not change anything
     */
    void refuse(Exception e, long nowNanos) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StageFailedException failed) {
                throw failed;
            }
            if (cause instanceof NoOffsetForPartitionException) {
                throw new StageFailedException(
                        "the group " + stage.id() + " has no committed offset for a partition: " + cause.getMessage());
            }
            if (cause instanceof OffsetOutOfRangeException range) {
                refuseSameRange(range);
            }
            if (cause instanceof FencedInstanceIdException) {
                refuseSecondFencing(nowNanos);
            }
        }
    }

    /**
     * Who has lost a partition without knowing it yet may stand where the new owner has trimmed already; new clients learn whose it is, or go
     * on from the stable offset. That one at the same place again means that the events are gone.
     */
    private void refuseSameRange(OffsetOutOfRangeException range) {
        range.offsetOutOfRangePartitions().forEach((partition, offset) -> {
            if (!outOfRange.computeIfAbsent(partition, p -> new HashSet<>()).add(offset)) {
                throw new StageFailedException(
                        "events were removed before they were read (retention is shorter than this pipeline's lag), or the topic was cut: "
                                + range.offsetOutOfRangePartitions());
            }
        });
    }

    private void refuseSecondFencing(long nowNanos) {
        if (wasFenced && nowNanos - fencedNanos < FENCED_AGAIN_NANOS) {
            throw new StageFailedException("another process runs under the same instance name (" + member
                    + " was fenced twice in a minute): give each process its own MILLRACE_INSTANCE");
        }
        wasFenced = true;
        fencedNanos = nowNanos;
    }
}
