package dev.millrace.gateway.resources;

import dev.millrace.engine.io.copies.HazelcastCopies;
import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates, adjusts and deletes the topics of streams and the internal ones of plans. Blocks; the writer's thread only. */
final class TopicKeeper {

    /** Above the largest event the door lets in, for its key and headers. */
    private static final int MAX_MESSAGE_BYTES = 2 << 20;

    private static final Duration LEADER_PATIENCE = Duration.ofSeconds(30);

    private static final int STATE_SEGMENT_BYTES = 32 << 20;

    private final Platform platform;
    private final MarkerWriter markers;

    TopicKeeper(Platform platform) {
        this.platform = platform;
        this.markers = new MarkerWriter(platform);
    }

    /** The topic as it is, if it exists. */
    Optional<TopicDescription> describe(String name) {
        try {
            return Optional.of(
                    Waiting.get(platform.admin().describeTopics(List.of(name)).allTopicNames())
                            .get(name));
        } catch (KafkaException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes sure the streams' topics exist and take records: a new one is used when every partition has a leader and has taken one
     * synchronous record, because sending right after the creation was seen to hang.
     *
     * @return topic ids by name
     */
    Map<String, String> create(Collection<StreamResource> streams) {
        List<NewTopic> missing = new ArrayList<>();
        for (StreamResource stream : streams) {
            if (describe(stream.name()).isEmpty()) {
                missing.add(new NewTopic(
                                stream.name(),
                                stream.spec().partitions(),
                                platform.kafkaFacts().replicationFactor())
                        .configs(config(stream)));
            }
        }
        createAll(missing);
        Map<String, String> ids = new HashMap<>();
        streams.forEach(stream -> ids.put(
                stream.name(), describe(stream.name()).orElseThrow().topicId().toString()));
        return ids;
    }

    /**
     * Makes sure the internal topics of a plan exist and take records. One that exists already was made by a writer that was killed before it
     * could store the plan; nothing was ever written to it.
     *
     * @return topic ids by name
     */
    Map<String, String> createInternal(Collection<StreamRef> topics) {
        List<NewTopic> missing = new ArrayList<>();
        for (StreamRef topic : topics) {
            Optional<TopicDescription> found = describe(topic.stream());
            if (found.isPresent() && found.get().partitions().size() != topic.partitions()) {
                delete(topic.stream());
                found = Optional.empty();
            }
            if (found.isEmpty()) {
                missing.add(new NewTopic(
                                topic.stream(),
                                topic.partitions(),
                                platform.kafkaFacts().replicationFactor())
                        .configs(config(topic)));
            }
        }
        createAll(missing);
        Map<String, String> ids = new HashMap<>();
        topics.forEach(topic -> ids.put(
                topic.stream(), describe(topic.stream()).orElseThrow().topicId().toString()));
        return ids;
    }

    private void createAll(List<NewTopic> missing) {
        if (missing.isEmpty()) {
            return;
        }
        Waiting.get(platform.admin().createTopics(missing).all());
        Set<String> names = missing.stream().map(NewTopic::name).collect(Collectors.toSet());
        Waiting.until("every partition of " + names + " has a leader", LEADER_PATIENCE, () -> led(names));
        Map<String, Integer> partitions = new HashMap<>();
        missing.forEach(topic -> partitions.put(topic.name(), topic.numPartitions()));
        markers.writeToAll(partitions, new WatermarkMarker(List.of()));
    }

    /** The names of all internal topics there are, of whatever plan. */
    Set<String> internal() {
        return Waiting.get(platform.admin().listTopics().names()).stream()
                .filter(InternalTopics::isInternal)
                .collect(Collectors.toSet());
    }

    private boolean led(Set<String> names) {
        try {
            return Waiting.get(platform.admin().describeTopics(names).allTopicNames()).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        } catch (KafkaException e) {
            return false;
        }
    }

    /** Brings a topic's settings, and the number of its partitions, to what the stream says now. */
    void adjust(StreamResource stream, int partitions) {
        if (stream.spec().partitions() > partitions) {
            Waiting.get(platform.admin()
                    .createPartitions(Map.of(
                            stream.name(),
                            NewPartitions.increaseTo(stream.spec().partitions())))
                    .all());
        }
        List<AlterConfigOp> changes = new ArrayList<>();
        config(stream)
                .forEach((name, value) ->
                        changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        Waiting.get(platform.admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, stream.name()), changes))
                .all());
    }

    /** Whether a topic has records beside the first of each partition, which only makes sure that the new topic takes some. */
    boolean hasEvents(String name) {
        Optional<TopicDescription> topic = describe(name);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> end = new HashMap<>();
        for (int partition = 0;
                topic.isPresent() && partition < topic.get().partitions().size();
                partition++) {
            first.put(new TopicPartition(name, partition), OffsetSpec.earliest());
            end.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                Waiting.get(platform.admin().listOffsets(first).all());
        return Waiting.get(platform.admin().listOffsets(end).all()).entrySet().stream()
                .anyMatch(at -> at.getValue().offset()
                        > Math.max(1, starts.get(at.getKey()).offset()));
    }

    /** Deletes a topic, and of a state log its copies; it is no error when there is none. */
    void delete(String name) {
        if (InternalTopics.isInternal(name) && InternalTopics.isState(name)) {
            HazelcastCopies.forget(platform.hazelcast(), name);
        }
        if (describe(name).isPresent()) {
            Waiting.get(platform.admin().deleteTopics(List.of(name)).all());
            Waiting.until(
                    name + " is gone", LEADER_PATIENCE, () -> describe(name).isEmpty());
        }
    }

    private Map<String, String> config(StreamResource stream) {
        Map<String, String> config = common();
        config.put("retention.ms", String.valueOf(stream.spec().retention().toMillis()));
        return config;
    }

    /** Nothing in an internal topic ends by itself: its owner trims what is not needed any more, by whole segments of a log. */
    private Map<String, String> config(StreamRef internal) {
        Map<String, String> config = common();
        config.put("retention.ms", "-1");
        config.put("retention.bytes", "-1");
        if (InternalTopics.isState(internal.stream())) {
            config.put("segment.bytes", String.valueOf(STATE_SEGMENT_BYTES));
        }
        return config;
    }

    private Map<String, String> common() {
        Map<String, String> config = new HashMap<>();
        config.put("cleanup.policy", "delete");
        config.put("message.timestamp.type", "LogAppendTime");
        config.put("max.message.bytes", String.valueOf(MAX_MESSAGE_BYTES));
        config.put("min.insync.replicas", String.valueOf(platform.kafkaFacts().minInSyncReplicas()));
        return config;
    }
}
