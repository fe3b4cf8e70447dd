package dev.millrace.engine.io.assignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives the same partition number of every input of a stage to the same member, so that what belongs together is worked on by one thread; {@link Share}
 * says to whom. Made by Kafka's consumer, by name; called on its thread.
 */
public final class CoPartitionAssignor implements ConsumerPartitionAssignor {

    /** As it stands in the group; part of the protocol that all members of a group speak. */
    public static final String NAME = "millrace-co-partition";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription groupSubscription) {
        Map<String, Subscription> members = groupSubscription.groupSubscription();
        Set<String> topics = new TreeSet<>();
        Map<String, String> byName = new HashMap<>();
        Map<String, Set<Integer>> held = new HashMap<>();
        members.forEach((member, subscription) -> {
            topics.addAll(subscription.topics());
            String name = subscription.groupInstanceId().orElse(member);
            byName.put(name, member);
            Set<Integer> numbers = new HashSet<>();
            subscription.ownedPartitions().forEach(partition -> numbers.add(partition.partition()));
            held.put(name, numbers);
        });
        int numbers = topics.stream()
                .mapToInt(topic -> partitions(metadata, topic))
                .max()
                .orElse(0);
        Map<String, Assignment> assignments = new HashMap<>();
        Share.of(numbers, held).forEach((name, its) -> {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                int count = partitions(metadata, topic);
                its.stream()
                        .filter(number -> number < count)
                        .forEach(number -> partitions.add(new TopicPartition(topic, number)));
            }
            assignments.put(byName.get(name), new Assignment(partitions));
        });
        return new GroupAssignment(assignments);
    }

    private static int partitions(Cluster metadata, String topic) {
        Integer count = metadata.partitionCountForTopic(topic);
        return count == null ? 0 : count;
    }
}
