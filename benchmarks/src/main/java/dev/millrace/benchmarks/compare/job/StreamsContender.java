package dev.millrace.benchmarks.compare.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindowedKStream;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.Stores;

/** The job in Kafka Streams. */
public final class StreamsContender {

    private static final Duration WINDOW = Duration.ofMillis(Workload.WINDOW_MILLIS);
    /** An in-memory store forgets a window as soon as it holds a later one; the closing event is three windows ahead. */
    private static final Duration RETENTION = WINDOW.multipliedBy(6);

    private StreamsContender() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        Job job = Job.of(args);
        CountDownLatch failed = new CountDownLatch(1);
        try (KafkaStreams streams = new KafkaStreams(topology(job), settings(job))) {
            streams.setUncaughtExceptionHandler(e -> {
                e.printStackTrace();
                failed.countDown();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            failed.await();
        }
        System.exit(1);
    }

    private static Properties settings(Job job) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, job.bootstrap());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, job.name());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, job.commitMillis());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, job.threads());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, job.folder().toString());
        settings.put(StreamsConfig.consumerPrefix("max.poll.records"), 5_000);
        KafkaSettings.producer().forEach((name, value) -> settings.put(StreamsConfig.producerPrefix(name), value));
        // Otherwise closed windows leave at most once a second, and the last ones only with an event after that.
        settings.put(StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, 0L);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private static Topology topology(Job job) {
        StreamsBuilder builder = new StreamsBuilder();
        TimeWindowedKStream<byte[], long[]> windowed = builder.stream(
                        job.input(),
                        Consumed.with(Serdes.ByteArray(), new BidSerde()).withTimestampExtractor(new BidTime()))
                .groupByKey(Grouped.with(Serdes.ByteArray(), new BidSerde()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(WINDOW));
        KTable<Windowed<byte[]>, CountSum> sums = (job.suppress()
                        ? windowed
                        : windowed.emitStrategy(EmitStrategy.onWindowClose()))
                .aggregate(
                        CountSum::new,
                        (key, bid, sum) -> sum.add(bid[Bids.PRICE]),
                        Materialized.<byte[], CountSum>as(
                                        Stores.inMemoryWindowStore("windows", RETENTION, WINDOW, false))
                                .withKeySerde(Serdes.ByteArray())
                                .withValueSerde(new CountSumSerde()));
        (job.suppress() ? sums.suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded())) : sums)
                .toStream()
                .map((window, sum) -> KeyValue.pair(window.key(), result(window, sum)))
                .to(job.output(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static byte[] result(Windowed<byte[]> window, CountSum sum) {
        long auction = Long.parseLong(new String(window.key(), StandardCharsets.US_ASCII));
        return ResultJson.value(auction, window.window().start(), sum.count, sum.sum);
    }

    private static final class BidTime implements TimestampExtractor {

        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            return record.value() == null ? partitionTime : ((long[]) record.value())[Bids.TIME];
        }
    }

    private static final class BidSerde implements Serde<long[]> {

        @Override
        public Serializer<long[]> serializer() {
            return (topic, bid) -> {
                throw new UnsupportedOperationException("bids are read only");
            };
        }

        @Override
        public Deserializer<long[]> deserializer() {
            return (topic, value) -> value == null ? null : Bids.read(value);
        }
    }

    private static final class CountSumSerde implements Serde<CountSum> {

        @Override
        public Serializer<CountSum> serializer() {
            return (topic, sum) -> ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(sum.count)
                    .putLong(sum.sum)
                    .array();
        }

        @Override
        public Deserializer<CountSum> deserializer() {
            return (topic, bytes) -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                CountSum sum = new CountSum();
                sum.count = buffer.getLong();
                sum.sum = buffer.getLong();
                return sum;
            };
        }
    }
}
