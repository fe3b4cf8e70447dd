package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.NumberFields;
import dev.millrace.benchmarks.compare.job.Workload;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A contender's committed results, when they were written, and what is wrong with them. One thread. */
final class FoundResults implements AutoCloseable {

    private static final int MOST_MISTAKES = 10;

    private final ExpectedResults expected;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BitSet seen;
    private final long[] written;
    private final NumberFields reader = new NumberFields("auction", "windowStart", "bids", "total");
    private final long[] fields = new long[4];
    private final StringBuilder mistakes = new StringBuilder();
    private int size;
    private int mistaken;

    FoundResults(String bootstrap, String topic, ExpectedResults expected) {
        this.expected = expected;
        seen = new BitSet(expected.pairs());
        written = new long[expected.size()];
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
        if (record.value() == null) {
            return;
        }
        if (!reader.read(record.value(), fields)) {
            mistake("a record that is no result");
            return;
        }
        if (fields[1] >= Workload.START + (long) expected.windows() * Workload.WINDOW_MILLIS) {
            return;
        }
        int pair = expected.pair(fields[0], fields[1]);
        if (pair < 0 || !expected.exists(pair)) {
            mistake("a result of auction " + fields[0] + ", window start " + fields[1] + ", which has no events");
            return;
        }
        if (seen.get(pair)) {
            mistake("a second result of " + expected.name(pair));
            return;
        }
        if (fields[2] != expected.count(pair) || fields[3] != expected.sum(pair)) {
            mistake(expected.name(pair) + ": count " + fields[2] + " and sum " + fields[3] + " instead of "
                    + expected.count(pair) + " and " + expected.sum(pair));
        }
        seen.set(pair);
        written[size++] = record.timestamp();
    }

    private void mistake(String what) {
        if (mistaken++ < MOST_MISTAKES) {
            mistakes.append("\n    ").append(what);
        }
    }

    boolean isComplete() {
        return size == expected.size();
    }

    /** Why the results are not those expected; null when they are. */
    String mistakes() {
        if (!isComplete()) {
            mistake((expected.size() - size) + " results are missing");
        }
        return mistaken == 0 ? null : mistaken + " mistakes:" + mistakes;
    }

    /** When this share of all results had been written, by the broker's clock; only of complete results. */
    long millisAt(double share) {
        Arrays.sort(written);
        return written[Math.min(size - 1, (int) Math.ceil(share * size))];
    }

    @Override
    public void close() {
        consumer.close();
    }
}
