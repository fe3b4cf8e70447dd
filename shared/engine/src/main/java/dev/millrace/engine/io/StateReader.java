package dev.millrace.engine.io;

import dev.millrace.engine.changelog.SegmentCopy;
import dev.millrace.engine.changelog.StateFormatException;
import dev.millrace.engine.changelog.StateRestore;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.plan.StreamRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the state of some tasks, a slice at a time: segments from their copies where there are any, the rest from the state log. To be made after
 * the stable offsets of the tasks are known: the log's end is taken only then, as what uncommitted readers see, and read to by a committed reader,
 * because commit markers reach partitions one after the other. The worker's thread.
 */
final class StateReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateReader.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StageKafka kafka;
    private final StreamRef stateLog;
    private final String member;
    private final StageClock clock;
    private final StateCopies copies;
    private final long startedNanos;
    private final Map<Integer, KeyedState> states;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, StateRestore> restores = new LinkedHashMap<>();
    private final ArrayDeque<TopicPartition> toBegin = new ArrayDeque<>();

    /**
     * Takes the log's end; blocks for a round trip.
     *
     * @param states by task, empty
     */
    StateReader(
            StageKafka kafka,
            StreamRef stateLog,
            String member,
            StageClock clock,
            StateCopies copies,
            Map<Integer, KeyedState> states) {
        this.kafka = kafka;
        this.stateLog = stateLog;
        this.member = member;
        this.clock = clock;
        this.copies = copies;
        this.states = new TreeMap<>(states);
        this.startedNanos = clock.nanos();
        this.states.keySet().forEach(task -> toBegin.add(partition(task)));
        this.ends = offsets(toBegin, OffsetSpec.latest());
        this.consumer = kafka.reader(member);
    }

    /** Whether nothing is left to restore. */
    boolean isDone() {
        return toBegin.isEmpty() && restores.isEmpty();
    }

    /** Another one restores this task. */
    void drop(int task) {
        TopicPartition at = partition(task);
        toBegin.remove(at);
        if (restores.remove(at) != null) {
            consumer.assign(restores.keySet());
        }
    }

    /** How much of a task's log has been read, 0 to 1; empty while it is not read here. */
    OptionalDouble share(int task) {
        TopicPartition at = partition(task);
        if (!restores.containsKey(at)) {
            return OptionalDouble.empty();
        }
        double length = Math.max(1, ends.get(at) - starts.get(at));
        return OptionalDouble.of(Math.min(1, (consumer.position(at, PATIENCE) - starts.get(at)) / length));
    }

    /**
     * Goes on restoring for a moment.
     *
     * @param patience how long to wait for records at most
     * @return tasks whose state is as it was at the last commit now, with what was read of their log
     * @throws StageFailedException when the log cannot be read by this version
     * @throws KafkaException when the log is not as it was when its end was taken: to be begun again with new offsets
     */
    Map<Integer, StateRestore> read(Duration patience) {
        try {
            if (!toBegin.isEmpty()) {
                // Copies may take a while to come: one task in a slice.
                begin(List.of(toBegin.poll()));
            } else {
                accept(patience);
            }
            return takeFinished();
        } catch (StateFormatException e) {
            throw new StageFailedException(e.getMessage());
        }
    }

    private void accept(Duration patience) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                TopicPartition at = new TopicPartition(record.topic(), record.partition());
                // Whoever writes behind the end owns the task now, and the state there does not belong to the offsets
                // here. What made sure
                // that the new topic takes records has no value.
                if (record.offset() < ends.get(at) && record.value() != null) {
                    restores.get(at).accept(record.offset(), record.value());
                }
            }
        } catch (OffsetOutOfRangeException trimmed) {
            throw new KafkaException("a state log was trimmed while it was read", trimmed);
        }
    }

    private void begin(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> logStarts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> readFrom = new LinkedHashMap<>();
        for (TopicPartition at : partitions) {
            KeyedState state = states.get(at.partition());
            StateRestore restore = new StateRestore(state);
            long logStart = logStarts.get(at);
            if (logStart > ends.get(at)) {
                throw new KafkaException(
                        at + " was trimmed beyond where it is to be read to: another owner has gone on");
            }
            Map<Integer, SegmentCopy> found = copies.load(stateLog.stream(), at.partition());
            found.forEach((segment, copy) -> restore.load(segment, copy, stateLog.topicId(), logStart, ends.get(at)));
            readFrom.put(at, restore.readFrom(logStart));
            restores.put(at, restore);
        }
        consumer.assign(restores.keySet());
        readFrom.forEach(consumer::seek);
        starts.putAll(readFrom);
    }

    private Map<Integer, StateRestore> takeFinished() {
        Map<Integer, StateRestore> finished = new TreeMap<>();
        for (TopicPartition at : List.copyOf(restores.keySet())) {
            if (consumer.position(at, PATIENCE) >= ends.get(at)) {
                StateRestore restore = restores.remove(at);
                restore.finish();
                finished.put(at.partition(), restore);
                log.info(
                        "{}: task {} restored in {} ms: {} rows, {} of {} segments from copies, {} from offset {} to {}",
                        member,
                        at.partition(),
                        TimeUnit.NANOSECONDS.toMillis(clock.nanos() - startedNanos),
                        states.get(at.partition()).size(),
                        restore.loaded(),
                        KeyedState.SEGMENTS,
                        stateLog.stream(),
                        starts.get(at),
                        ends.get(at));
            }
        }
        if (!finished.isEmpty()) {
            consumer.assign(restores.keySet());
        }
        return finished;
    }

    private TopicPartition partition(int task) {
        return new TopicPartition(stateLog.stream(), task);
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new LinkedHashMap<>();
        partitions.forEach(at -> wanted.put(at, spec));
        try {
            Map<TopicPartition, ListOffsetsResultInfo> answer = kafka.admin()
                    .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            Map<TopicPartition, Long> found = new HashMap<>();
            answer.forEach((at, info) -> found.put(at, info.offset()));
            return found;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the ends of " + stateLog.stream() + " could not be asked for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
