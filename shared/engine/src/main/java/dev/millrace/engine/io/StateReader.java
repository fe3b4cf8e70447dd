package dev.millrace.engine.io;

import dev.millrace.engine.changelog.StateFormatException;
import dev.millrace.engine.changelog.StateRestore;
import dev.millrace.engine.changelog.TaskRecord;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.plan.StreamRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores tasks' state from the state log. To be called after the stable offsets of the tasks are known: the log's end is taken only then,
 * as what uncommitted readers see, and read to by a committed reader, because commit markers reach partitions one after the other. Blocks;
 * the worker's thread.
 */
final class StateReader {

    private static final Logger log = LoggerFactory.getLogger(StateReader.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    private final StageKafka kafka;
    private final StreamRef stateLog;
    private final String member;
    private final StageClock clock;

    StateReader(StageKafka kafka, StreamRef stateLog, String member, StageClock clock) {
        this.kafka = kafka;
        this.stateLog = stateLog;
        this.member = member;
        this.clock = clock;
    }

    /**
     * Fills empty states.
     *
     * @param states by task
     * @return the last task record of each task that has one
     * @throws StageFailedException when the log cannot be read by this version
     */
    Map<Integer, TaskRecord> restore(Map<Integer, KeyedState> states) {
        long started = clock.nanos();
        try (Consumer<byte[], byte[]> consumer = kafka.reader(member)) {
            Map<Integer, TaskRecord> found = read(consumer, states);
            long rows = states.values().stream().mapToLong(KeyedState::size).sum();
            log.info(
                    "{}: {} rows of {} tasks restored from {} in {} ms",
                    member,
                    rows,
                    states.size(),
                    stateLog.stream(),
                    TimeUnit.NANOSECONDS.toMillis(clock.nanos() - started));
            return found;
        } catch (StateFormatException e) {
            throw new StageFailedException(e.getMessage());
        }
    }

    private Map<Integer, TaskRecord> read(Consumer<byte[], byte[]> consumer, Map<Integer, KeyedState> states) {
        List<TopicPartition> partitions = states.keySet().stream()
                .map(task -> new TopicPartition(stateLog.stream(), task))
                .toList();
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        consumer.assign(partitions);
        Map<TopicPartition, StateRestore> restores = begin(consumer, partitions, states);
        while (partitions.stream().anyMatch(at -> consumer.position(at, PATIENCE) < ends.get(at))) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    // What made sure that the new topic takes records has no value.
                    if (record.value() != null) {
                        restores.get(new TopicPartition(record.topic(), record.partition()))
                                .accept(record.offset(), record.value());
                    }
                }
            } catch (OffsetOutOfRangeException trimmed) {
                restores = begin(consumer, partitions, states);
            }
        }
        Map<Integer, TaskRecord> found = new HashMap<>();
        restores.forEach((at, restore) -> {
            restore.finish();
            if (restore.task() != null) {
                found.put(at.partition(), restore.task());
            }
        });
        return found;
    }

    private Map<TopicPartition, StateRestore> begin(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Map<Integer, KeyedState> states) {
        Map<TopicPartition, StateRestore> restores = new HashMap<>();
        offsets(partitions, OffsetSpec.earliest()).forEach(consumer::seek);
        for (TopicPartition at : partitions) {
            KeyedState state = states.get(at.partition());
            for (int segment = 0; segment < KeyedState.SEGMENTS; segment++) {
                state.clear(segment);
            }
            restores.put(at, new StateRestore(state));
        }
        return restores;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
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
}
