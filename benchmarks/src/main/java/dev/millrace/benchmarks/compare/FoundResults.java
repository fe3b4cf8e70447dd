package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.check.ExpectedResults;
import dev.millrace.benchmarks.compare.check.ResultCheck;
import dev.millrace.benchmarks.compare.job.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A contender's committed results, when they were written, and what is wrong with them. One thread. */
final class FoundResults implements AutoCloseable {

    private final ExpectedResults expected;
    private final ResultCheck check;
    private final KafkaConsumer<byte[], byte[]> consumer;
    /** How many results were written in each millisecond. */
    private final TreeMap<Long, Long> written = new TreeMap<>();

    private long size;

    FoundResults(String bootstrap, String topic, ExpectedResults expected) {
        this.expected = expected;
        check = expected.check();
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, Workload.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on until nothing comes for a moment. */
    void readOn() {
        Progress progress = new Progress("reading results", expected.size());
        for (ConsumerRecords<byte[], byte[]> polled = poll(); !polled.isEmpty(); polled = poll()) {
            polled.forEach(this::take);
            progress.tell(size);
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(Duration.ofMillis(1_000));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        // The platform's marker records have no value.
        if (record.value() != null && check.take(record)) {
            written.merge(record.timestamp(), 1L, Long::sum);
            size++;
        }
    }

    boolean isComplete() {
        return check.isComplete();
    }

    /** Why the results are not those expected; null when they are. */
    String mistakes() {
        return check.mistakes();
    }

    /** When this share of all results had been written, by the broker's clock; only of complete results. */
    long millisAt(double share) {
        long before = Math.min(size - 1, (long) Math.ceil(share * size));
        for (Map.Entry<Long, Long> at : written.entrySet()) {
            before -= at.getValue();
            if (before < 0) {
                return at.getKey();
            }
        }
        throw new IllegalStateException("there are no results");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
