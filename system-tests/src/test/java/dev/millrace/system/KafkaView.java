package dev.millrace.system;

import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.WatermarkMarker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What Kafka itself has, past all that Millrace says of it. One thread; to be closed. */
final class KafkaView implements AutoCloseable {

    private final Map<String, Object> settings;
    private final Admin admin;

    KafkaView(String bootstrapServers) {
        settings = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(settings);
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The internal topics of a pipeline, sorted. */
    Set<String> internalTopics(String pipeline) {
        return get(admin.listTopics().names()).stream()
                .filter(topic -> topic.startsWith("millrace." + pipeline + "_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The groups of a pipeline's stages, sorted. */
    Set<String> groups(String pipeline) {
        return get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
                .map(group -> group.groupId())
                .filter(group -> group.startsWith("millrace." + pipeline + "_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    String topicId(String topic) {
        return get(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .topicId()
                .toString();
    }

    int partitions(String topic) {
        return get(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .partitions()
                .size();
    }

    String config(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return get(admin.describeConfigs(List.of(resource)).all())
                .get(resource)
                .get(name)
                .value();
    }

    Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    /** Commits for a group, as soon as it has no members. */
    void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Client.until(group + " is empty", () -> members(group) == 0);
        get(admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    private int members(String group) {
        try {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members()
                    .size();
        } catch (ExecutionException | InterruptedException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw new AssertionError(e);
        }
    }

    /** The partitions each member of a group has been given, by the member's name. */
    Map<String, Set<TopicPartition>> owners(String group) {
        Map<String, Set<TopicPartition>> owners = new TreeMap<>();
        get(admin.describeConsumerGroups(List.of(group)).all())
                .get(group)
                .members()
                .forEach(member -> owners.put(
                        member.groupInstanceId().orElse(member.consumerId()),
                        Set.copyOf(member.assignment().topicPartitions())));
        return owners;
    }

    void create(String topic) {
        get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
    }

    /** Writes a record into partition 0. */
    void write(String topic, String key, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, key.getBytes(java.nio.charset.StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All committed records of a topic, partition after partition in no order. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> committed = new java.util.HashMap<>(settings);
        committed.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(committed, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < partitions(topic); p++) {
                partitions.add(new TopicPartition(topic, p));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** The tasks that are said to be gone, as {@code partition/task}, sorted. */
    Set<String> endedTasks(String topic) {
        Set<String> ended = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            if (record.headers().lastHeader(RecordHeaders.MARK) == null) {
                continue;
            }
            WatermarkMarker marker = WatermarkMarker.decode(
                    record.headers().lastHeader(RecordHeaders.MARK).value());
            marker.entries().stream()
                    .filter(entry -> entry.status() == WatermarkMarker.Status.END)
                    .filter(entry -> entry.watermarkMillis() == Long.MIN_VALUE)
                    .forEach(entry -> ended.add(record.partition() + "/" + entry.task()));
        }
        return ended;
    }

    @Override
    public void close() {
        admin.close();
    }
}
