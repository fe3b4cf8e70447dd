package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The run's topics. Thread-safe. */
final class Topics implements AutoCloseable {

    private final Admin admin;

    Topics(String bootstrap) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /** Creates a topic and waits until each of its partitions has a leader. */
    void create(String topic) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, Workload.PARTITIONS, (short) 1)))
                .all()
                .get();
        await(topic);
    }

    /** Waits until a topic is there and each of its partitions has a leader. */
    void await(String topic) throws ExecutionException, InterruptedException {
        for (int tries = 0; !isThere(topic); tries++) {
            if (tries == 300) {
                throw new IllegalStateException("the topic " + topic + " did not come");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isThere(String topic) throws ExecutionException, InterruptedException {
        try {
            TopicDescription description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return description.partitions().stream()
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    /** How many offsets of a topic are committed; at least as many as it has committed records. */
    long committed(String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < Workload.PARTITIONS; partition++) {
            asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return admin
                .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(info -> info.offset())
                .sum();
    }

    /** Deletes all topics whose names begin so. */
    void delete(String prefix) throws ExecutionException, InterruptedException {
        Set<String> names = admin.listTopics().names().get();
        admin.deleteTopics(
                        names.stream().filter(name -> name.startsWith(prefix)).toList())
                .all()
                .get();
    }

    @Override
    public void close() {
        admin.close();
    }
}
