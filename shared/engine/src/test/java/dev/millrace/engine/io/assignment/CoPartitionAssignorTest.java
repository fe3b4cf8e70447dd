package dev.millrace.engine.io.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.RebalanceProtocol;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the group's leader does with what members say of themselves. */
class CoPartitionAssignorTest {

    private static Cluster cluster(Map<String, Integer> topics) {
        Node node = new Node(1, "localhost", 9092);
        List<PartitionInfo> partitions = new ArrayList<>();
        topics.forEach((topic, count) -> {
            for (int p = 0; p < count; p++) {
                partitions.add(new PartitionInfo(topic, p, node, new Node[] {node}, new Node[] {node}));
            }
        });
        return new Cluster("c", List.of(node), partitions, Set.of(), Set.of());
    }

    private static Subscription member(String instance, TopicPartition... owned) {
        Subscription subscription =
                new Subscription(List.of("left", "right"), null, List.of(owned), 3, Optional.empty());
        subscription.setGroupInstanceId(Optional.of(instance));
        return subscription;
    }

    private static Map<String, List<TopicPartition>> assign(
            Map<String, Integer> topics, Map<String, Subscription> members) {
        Map<String, List<TopicPartition>> assigned = new HashMap<>();
        Map<String, Assignment> given = new CoPartitionAssignor()
                .assign(cluster(topics), new GroupSubscription(members))
                .groupAssignment();
        given.forEach((member, assignment) -> assigned.put(member, assignment.partitions()));
        return assigned;
    }

    @Test
    void theSameNumberOfEveryInputGoesToTheSameMember() {
        assertThat(assign(Map.of("left", 3, "right", 2), Map.of("x", member("s_one_0"), "y", member("s_two_0"))))
                .isEqualTo(Map.of(
                        "x",
                        List.of(
                                new TopicPartition("left", 0),
                                new TopicPartition("left", 2),
                                new TopicPartition("right", 0)),
                        "y",
                        List.of(new TopicPartition("left", 1), new TopicPartition("right", 1))));
    }

    @Test
    void whatAnotherHoldsOfANumberIsWaitedFor() {
        assertThat(assign(
                        Map.of("left", 2, "right", 2),
                        Map.of(
                                "x",
                                member(
                                        "s_one_0",
                                        new TopicPartition("left", 0),
                                        new TopicPartition("right", 0),
                                        new TopicPartition("right", 1)),
                                "y",
                                member("s_two_0"))))
                .isEqualTo(Map.of(
                        "x", List.of(new TopicPartition("left", 0), new TopicPartition("right", 0)), "y", List.of()));
    }

    @Test
    void aTopicThatIsNotKnownYetGivesNothing() {
        assertThat(assign(Map.of("left", 1), Map.of("x", member("s_one_0"))))
                .isEqualTo(Map.of("x", List.of(new TopicPartition("left", 0))));
        assertThat(assign(Map.of(), Map.of("x", member("s_one_0")))).isEqualTo(Map.of("x", List.of()));
    }

    @Test
    void membersLetGoOneByOne() {
        assertThat(new CoPartitionAssignor().supportedProtocols()).containsExactly(RebalanceProtocol.COOPERATIVE);
    }
}
