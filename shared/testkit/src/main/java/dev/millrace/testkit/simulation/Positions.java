package dev.millrace.testkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Where one client reads, and what it gets there: committed records in portions of any size. One thread. */
final class Positions {

    private final SimulatedBroker broker;
    private final Map<TopicPartition, Optional<Long>> positions = new TreeMap<>(GroupCoordinator::order);
    private final Map<TopicPartition, Long> knownEnds = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();

    Positions(SimulatedBroker broker) {
        this.broker = broker;
    }

    /** From here on exactly these; those that stay keep their place. */
    void assign(Collection<TopicPartition> partitions) {
        positions.keySet().retainAll(partitions);
        paused.retainAll(partitions);
        knownEnds.keySet().retainAll(partitions);
        partitions.forEach(partition -> positions.putIfAbsent(partition, Optional.empty()));
    }

    Set<TopicPartition> assigned() {
        return Set.copyOf(positions.keySet());
    }

    private void check(TopicPartition partition) {
        if (!positions.containsKey(partition)) {
            throw new IllegalStateException(partition + " is not assigned");
        }
    }

    void seek(TopicPartition partition, long offset) {
        check(partition);
        positions.put(partition, Optional.of(offset));
    }

    void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(this::check);
        paused.addAll(partitions);
    }

    void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(this::check);
        paused.removeAll(partitions);
    }

    long position(TopicPartition partition) {
        check(partition);
        return positions.get(partition).orElseThrow(() -> new NoOffsetForPartitionException(partition));
    }

    OptionalLong lag(TopicPartition partition) {
        check(partition);
        Long end = knownEnds.get(partition);
        return end == null || positions.get(partition).isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, end - position(partition)));
    }

    ConsumerRecords<byte[], byte[]> fetch() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new LinkedHashMap<>();
        Map<TopicPartition, Long> outOfRange = new HashMap<>();
        for (TopicPartition partition : List.copyOf(positions.keySet())) {
            if (positions.get(partition).isEmpty()) {
                throw new NoOffsetForPartitionException(partition);
            }
            // Answers of several brokers come one after the other.
            if (paused.contains(partition) || broker.chance.oneIn(4)) {
                continue;
            }
            PartitionLog log = broker.log(partition);
            long from = position(partition);
            if (from < log.start() || from > log.end()) {
                outOfRange.put(partition, from);
                continue;
            }
            List<ConsumerRecord<byte[], byte[]>> records = read(log, from);
            if (!records.isEmpty()) {
                found.put(partition, records);
            }
        }
        if (!outOfRange.isEmpty() && found.isEmpty()) {
            throw new OffsetOutOfRangeException(outOfRange);
        }
        return new ConsumerRecords<>(found, Map.of());
    }

    private List<ConsumerRecord<byte[], byte[]>> read(PartitionLog log, long from) {
        int most = broker.chance.oneIn(3) ? 1_000 : broker.chance.between(1, 20);
        long end = log.stableEnd();
        knownEnds.put(log.at, end);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long at = from;
        for (; at < end && records.size() < most; at++) {
            LogEntry entry = log.get(at);
            if (entry.isCommitted()) {
                records.add(new ConsumerRecord<>(
                        log.at.topic(),
                        log.at.partition(),
                        entry.offset(),
                        entry.millis(),
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        entry.bytes(),
                        entry.key(),
                        entry.value(),
                        entry.headers(),
                        Optional.empty()));
            }
        }
        // What readers do not see behind the last record is passed over now or with the next fetch.
        boolean passed = records.isEmpty() || broker.chance.oneIn(2);
        positions.put(
                log.at,
                Optional.of(passed ? at : records.get(records.size() - 1).offset() + 1));
        return records;
    }
}
