package dev.millrace.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/** Topics, groups and transactions in memory. One thread. */
final class SimulatedBroker {

    final SimulatedTime time;
    final Chance chance;
    final Watch watch;
    final TransactionCoordinator transactions;
    private final Map<String, List<PartitionLog>> topics = new TreeMap<>();
    private final Map<String, GroupCoordinator> groups = new TreeMap<>();

    SimulatedBroker(SimulatedTime time, Chance chance, Watch watch) {
        this.time = time;
        this.chance = chance;
        this.watch = watch;
        this.transactions = new TransactionCoordinator(time, chance, watch);
    }

    void createTopic(String name, int partitions) {
        List<PartitionLog> logs = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            logs.add(new PartitionLog(new TopicPartition(name, i)));
        }
        topics.putIfAbsent(name, logs);
    }

    void createGroup(String name, List<TopicPartition> partitions) {
        groups.put(name, new GroupCoordinator(name, time, chance, partitions));
    }

    GroupCoordinator group(String name) {
        return groups.get(name);
    }

    /** The group that reads a topic between two stages. */
    GroupCoordinator groupOf(TopicPartition at) {
        return groups.values().stream()
                .filter(group -> group.partitions().contains(at))
                .findFirst()
                .orElseThrow();
    }

    List<PartitionLog> topic(String name) {
        return topics.get(name);
    }

    PartitionLog log(TopicPartition at) {
        return topics.get(at.topic()).get(at.partition());
    }

    /** Where a record without a partition goes, as Kafka's own clients have it. */
    PartitionLog log(String topic, Integer partition, byte[] key) {
        List<PartitionLog> logs = topics.get(topic);
        return logs.get(partition != null ? partition : Utils.toPositive(Utils.murmur2(key)) % logs.size());
    }

    /** What anybody writes, without a transaction. */
    void push(TopicPartition to, byte[] key, byte[] value, Headers headers) {
        log(to).append(time.millis(), key, value, headers, null, null);
    }
}
