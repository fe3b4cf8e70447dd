package dev.millrace.engine.io;

import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the broker delete what nobody needs any more: the state log before the oldest base, a repartition topic before the committed offset.
 * Only ever called with what is known to be committed; does not wait for the broker. The worker's thread.
 */
final class LogTrimmer {

    private static final Logger log = LoggerFactory.getLogger(LogTrimmer.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Admin admin;
    private final Stage stage;
    private final StreamRef repartition;
    private final Map<TopicPartition, Long> trimmed = new HashMap<>();
    private final StageClock clock;
    private long lastNanos;

    LogTrimmer(Admin admin, Stage stage, StageClock clock) {
        this.admin = admin;
        this.stage = stage;
        this.clock = clock;
        this.lastNanos = clock.nanos();
        this.repartition = stage.inputs().stream()
                .filter(input ->
                        input.stream().startsWith("millrace.") && input.stream().endsWith("_repartition"))
                .findFirst()
                .orElse(null);
    }

    /** Trims what these tasks have committed, now and then. */
    void trim(Collection<StageTask> tasks) {
        long now = clock.nanos();
        if (stage.keyed() == null || now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        Map<TopicPartition, RecordsToDelete> unneeded = new HashMap<>();
        for (StageTask task : tasks) {
            add(unneeded, stage.keyed().stateLog(), task.number(), task.stateLogTrim());
            if (repartition != null) {
                add(unneeded, repartition, task.number(), task.committedNext());
            }
        }
        if (!unneeded.isEmpty()) {
            admin.deleteRecords(unneeded).all().whenComplete((nothing, error) -> {
                if (error != null) {
                    log.warn("{}: old records could not be deleted: {}", stage.id(), error.toString());
                }
            });
        }
    }

    private void add(Map<TopicPartition, RecordsToDelete> unneeded, StreamRef topic, int partition, long before) {
        TopicPartition at = new TopicPartition(topic.stream(), partition);
        if (before > trimmed.getOrDefault(at, 0L)) {
            unneeded.put(at, RecordsToDelete.beforeOffset(before));
            trimmed.put(at, before);
        }
    }
}
