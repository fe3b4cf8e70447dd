package dev.millrace.engine.io;

import dev.millrace.engine.changelog.StateRestore;
import dev.millrace.engine.state.KeyedState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A worker's tasks whose state is being restored: their partitions are owned and paused, while the worker's other tasks go on. The worker's thread.
 */
final class Restoring {

    /** How long one slice may wait for records of the state log. */
    private static final Duration SLICE = Duration.ofMillis(20);

    private record Pending(StageTask task, OffsetAndMetadata start) {}

    private final StageConnections connections;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Pending> pending = new LinkedHashMap<>();
    private final ArrayDeque<StateReader> readers = new ArrayDeque<>();
    private final ConcurrentHashMap<TopicPartition, Double> shares;

    /** @param shares how far each is, read by others for their status */
    Restoring(StageConnections connections, ConcurrentHashMap<TopicPartition, Double> shares) {
        this.connections = connections;
        this.consumer = connections.consumer();
        this.shares = shares;
        shares.clear();
    }

    /**
     * Takes on new tasks, right after their stable offsets were asked for.
     *
     * @param starts those offsets, as far as there are any
     */
    void take(Map<TopicPartition, StageTask> tasks, Map<TopicPartition, OffsetAndMetadata> starts) {
        consumer.pause(tasks.keySet());
        Map<Integer, KeyedState> states = new LinkedHashMap<>();
        tasks.forEach((partition, task) -> {
            OffsetAndMetadata start = starts.get(partition);
            // Without a position the consumer would ask the group for one, which may have forgotten it.
            consumer.seek(partition, start == null ? 0 : start.offset());
            pending.put(partition, new Pending(task, start));
            states.put(task.number(), task.state());
            shares.put(partition, 0.0);
        });
        readers.add(connections.stateReader(states));
    }

    boolean isDone() {
        return pending.isEmpty();
    }

    /**
     * Restores for a moment.
     *
     * @return tasks that are ready to work, by partition
     * @throws StageFailedException when a task cannot begin with what was found
     */
    Map<TopicPartition, StageTask> turn() {
        Map<TopicPartition, StageTask> ready = new LinkedHashMap<>();
        StateReader reader = readers.peek();
        if (reader == null) {
            return ready;
        }
        Map<Integer, StateRestore> restored = reader.isDone() ? Map.of() : reader.read(SLICE);
        new LinkedHashMap<>(pending).forEach((partition, waiting) -> {
            StateRestore restore = restored.get(waiting.task().number());
            if (restore != null) {
                waiting.task().open(waiting.start(), restore);
                consumer.seek(partition, waiting.task().next());
                ready.put(partition, waiting.task());
            }
        });
        ready.keySet().forEach(partition -> {
            pending.remove(partition);
            shares.remove(partition);
        });
        consumer.resume(ready.keySet());
        pending.forEach((partition, waiting) ->
                reader.share(waiting.task().number()).ifPresent(share -> shares.put(partition, share)));
        if (reader.isDone()) {
            readers.poll().close();
        }
        return ready;
    }

    /** These partitions have other owners now. */
    void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Pending gone = pending.remove(partition);
            if (gone != null) {
                shares.remove(partition);
                readers.forEach(reader -> reader.drop(gone.task().number()));
            }
        }
    }

    void close() {
        readers.forEach(StateReader::close);
        readers.clear();
        pending.clear();
        shares.clear();
    }
}
