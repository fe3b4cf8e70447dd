package dev.millrace.gateway.subscribe;

import dev.millrace.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream's committed events of all partitions from given offsets, in no group. One thread, but for {@link #wakeUp}; to be closed.
 */
final class StreamReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StreamReader.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /**
     * @param fetchBytes about how much is fetched ahead, in bytes
     * @param pollRecords the most records of one {@link #poll}
     */
    StreamReader(Platform platform, String topic, int partitionCount, int fetchBytes, int pollRecords) {
        for (int p = 0; p < partitionCount; p++) {
            partitions.add(new TopicPartition(topic, p));
        }
        Map<String, Object> settings = platform.kafka();
        settings.remove("group.id");
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none");
        settings.put("allow.auto.create.topics", false);
        settings.put("fetch.max.bytes", fetchBytes);
        settings.put("max.partition.fetch.bytes", Math.max(64 << 10, fetchBytes / 4));
        settings.put("max.poll.records", pollRecords);
        settings.put("default.api.timeout.ms", 10_000);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(partitions);
    }

    /** The last stable offset of every partition; blocks for at most 10 s. */
    long[] stableEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return partitions.stream().mapToLong(ends::get).toArray();
    }

    void seek(long[] offsets) {
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, offsets[partition.partition()]);
        }
    }

    /**
     * Waits for events and adds those with that key to the list.
     *
     * @param key the key's bytes, or null for all events
     * @return how many events had another key
     * @throws OffsetOutOfRangeException when what comes next is no longer, or not yet, in Kafka
     * @throws WakeupException after {@link #wakeUp}
     */
    int poll(Duration limit, byte[] key, List<StreamEvent> into) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(limit);
        int others = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            StreamEvent event = read(record);
            if (event != null && event.hasKey(key)) {
                into.add(event);
            } else if (event != null) {
                others++;
            }
        }
        return others;
    }

    /** The next offset to read of every partition, past what {@link #poll} gave and past aborted and control records before it. */
    long[] positions() {
        long[] offsets = new long[partitions.size()];
        for (TopicPartition partition : partitions) {
            offsets[partition.partition()] = consumer.position(partition);
        }
        return offsets;
    }

    /** Makes a waiting {@link #poll}, or the next one, end; any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    private static StreamEvent read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return StreamEvent.of(record);
        } catch (IllegalArgumentException unreadable) {
            log.warn(
                    "{}/{}/{} is not shown to subscribers: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }
}
