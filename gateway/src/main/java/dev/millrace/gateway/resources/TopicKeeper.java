package dev.millrace.gateway.resources;

import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.WatermarkMarker;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates, adjusts and deletes the topics of streams. Blocks; the writer's thread only. */
final class TopicKeeper {

    /** Above the largest event the door lets in, for its key and headers. */
    private static final int MAX_MESSAGE_BYTES = 2 << 20;

    private static final Duration LEADER_PATIENCE = Duration.ofSeconds(30);

    private final Platform platform;

    TopicKeeper(Platform platform) {
        this.platform = platform;
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
        if (!missing.isEmpty()) {
            Waiting.get(platform.admin().createTopics(missing).all());
            Set<String> names = missing.stream().map(NewTopic::name).collect(Collectors.toSet());
            Waiting.until("every partition of " + names + " has a leader", LEADER_PATIENCE, () -> led(names));
            takeOneRecordEach(missing);
        }
        Map<String, String> ids = new HashMap<>();
        streams.forEach(stream -> ids.put(
                stream.name(), describe(stream.name()).orElseThrow().topicId().toString()));
        return ids;
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

    private void takeOneRecordEach(List<NewTopic> topics) {
        Map<String, Object> settings = platform.kafka();
        settings.put("acks", "all");
        settings.put("max.in.flight.requests.per.connection", 1);
        settings.put("linger.ms", 0);
        byte[] marker = new WatermarkMarker(List.of()).encode();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> taken = new ArrayList<>();
            for (NewTopic topic : topics) {
                for (int partition = 0; partition < topic.numPartitions(); partition++) {
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), partition, null, null);
                    record.headers().add(RecordHeaders.MARK, marker);
                    taken.add(producer.send(record));
                }
            }
            for (Future<RecordMetadata> one : taken) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
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

    /** Deletes a topic; it is no error when there is none. */
    void delete(String name) {
        if (describe(name).isPresent()) {
            Waiting.get(platform.admin().deleteTopics(List.of(name)).all());
            Waiting.until(
                    name + " is gone", LEADER_PATIENCE, () -> describe(name).isEmpty());
        }
    }

    private Map<String, String> config(StreamResource stream) {
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", String.valueOf(stream.spec().retention().toMillis()),
                "message.timestamp.type", "LogAppendTime",
                "max.message.bytes", String.valueOf(MAX_MESSAGE_BYTES),
                "min.insync.replicas", String.valueOf(platform.kafkaFacts().minInSyncReplicas()));
    }
}
