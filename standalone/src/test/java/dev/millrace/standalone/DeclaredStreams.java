package dev.millrace.standalone;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.ClusteredPlatform;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.ResourceRecords;
import dev.millrace.platform.resources.StoredStream;
import dev.millrace.platform.resources.SystemTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Streams as a test declares them, and what Kafka has of them. One thread. */
final class DeclaredStreams {

    static final int PARTITIONS = 3;

    private static final byte[] NOTHING_SAID = new WatermarkMarker(List.of()).encode();

    private final ClusteredPlatform platform;
    private final ResourceLog resources;

    DeclaredStreams(ClusteredPlatform platform, ResourceLog resources) {
        this.platform = platform;
        this.resources = resources;
    }

    /** Declares a stream keyed by {@code k}, with its time in {@code t}, and waits until the gateway knows it. */
    void declare(String name) throws Exception {
        String id = platform.admin()
                .createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)
                        .configs(Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "2097152"))))
                .topicId(name)
                .get()
                .toString();
        takeOneRecordEach(name);
        StreamResource resource =
                (StreamResource) ResourceReader.read("apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: "
                                + name + "}\nspec: {key: k, partitions: " + PARTITIONS
                                + ", timestamp: {field: t, format: epoch-ms}}\n")
                        .resources()
                        .get(0);
        StreamRef ref = new StreamRef(
                name,
                id,
                PARTITIONS,
                new EventKey(resource.spec().key()),
                resource.spec()
                        .timestamp()
                        .map(t -> new EventTime(t.field(), t.format()))
                        .orElse(null));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                            SystemTopics.RESOURCES,
                            ResourceRecords.streamKey(name).getBytes(StandardCharsets.UTF_8),
                            ResourceRecords.write(new StoredStream(resource, false, ref))))
                    .get();
        }
        Eventually.holds(name + " is known", () -> resources.catalog().streams().containsKey(name));
    }

    // As the gateway does with a new topic: sending right after its creation was seen to hang.
    private void takeOneRecordEach(String name) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, partition, null, null);
                record.headers().add("mr-mark", NOTHING_SAID);
                producer.send(record).get();
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = platform.kafka();
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static boolean saysSomething(ConsumerRecord<byte[], byte[]> record) {
        Header mark = record.headers().lastHeader("mr-mark");
        return mark == null || !Arrays.equals(mark.value(), NOTHING_SAID);
    }

    /** Everything that is committed, partition after partition in no order, without what a new topic was tried with. */
    List<ConsumerRecord<byte[], byte[]>> read(String stream) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(stream);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            records.removeIf(record -> !saysSomething(record));
            return records;
        }
    }

    /** The end of each partition. */
    long[] ends(String stream) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(stream));
            return partitions(stream).stream().mapToLong(ends::get).toArray();
        }
    }

    private static List<TopicPartition> partitions(String stream) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(p -> new TopicPartition(stream, p))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = platform.kafka();
        settings.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
