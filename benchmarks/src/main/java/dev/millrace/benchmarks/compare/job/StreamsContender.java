package dev.millrace.benchmarks.compare.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindowedKStream;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindowedKStream;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.Stores;

/** Windows in Kafka Streams, tumbling, hopping or sessions, by the key of the stream or through a repartition topic. */
public final class StreamsContender {

    private static final Duration WINDOW = Duration.ofMillis(Workload.WINDOW_MILLIS);
    /** An in-memory store forgets a window as soon as it holds a later one; the closing event is three windows ahead. */
    private static final Duration RETENTION = WINDOW.multipliedBy(6);

    private StreamsContender() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        Job job = Job.of(args);
        StreamsProcess.run(job, topology(job));
    }

    private static Topology topology(Job job) {
        StreamsBuilder builder = new StreamsBuilder();
        KGroupedStream<byte[], long[]> bids = grouped(job, builder);
        KTable<Windowed<byte[]>, CountSum> sums =
                job.kind() == JobKind.SESSION ? sessions(job, bids) : windows(job, bids);
        (job.suppress() ? sums.suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded())) : sums)
                .toStream()
                .map((window, sum) -> KeyValue.pair(window.key(), result(job, window, sum)))
                .to(job.output(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static KTable<Windowed<byte[]>, CountSum> windows(Job job, KGroupedStream<byte[], long[]> bids) {
        Duration grace = Duration.ofMillis(job.latenessMillis());
        Duration size = WINDOW.multipliedBy(job.kind().pieces());
        TimeWindowedKStream<byte[], long[]> windowed =
                bids.windowedBy(TimeWindows.ofSizeAndGrace(size, grace).advanceBy(WINDOW));
        return (job.suppress() ? windowed : windowed.emitStrategy(EmitStrategy.onWindowClose()))
                .aggregate(
                        CountSum::new,
                        (key, bid, sum) -> sum.add(bid[Bids.PRICE]),
                        Materialized.<byte[], CountSum>as(Stores.inMemoryWindowStore(
                                        "windows", RETENTION.plus(size).plus(grace), size, false))
                                .withKeySerde(Serdes.ByteArray())
                                .withValueSerde(new CountSumSerde()));
    }

    private static KTable<Windowed<byte[]>, CountSum> sessions(Job job, KGroupedStream<byte[], long[]> bids) {
        Duration gap = Duration.ofMillis(job.gapMillis());
        SessionWindowedKStream<byte[], long[]> windowed =
                bids.windowedBy(SessionWindows.ofInactivityGapAndGrace(gap, Duration.ofMillis(job.latenessMillis())));
        return (job.suppress() ? windowed : windowed.emitStrategy(EmitStrategy.onWindowClose()))
                .aggregate(
                        CountSum::new,
                        (key, bid, sum) -> sum.add(bid[Bids.PRICE]),
                        (key, one, other) -> one.add(other),
                        Materialized.<byte[], CountSum>as(
                                        Stores.inMemorySessionStore("sessions", RETENTION.plus(gap.multipliedBy(4))))
                                .withKeySerde(Serdes.ByteArray())
                                .withValueSerde(new CountSumSerde()));
    }

    private static KGroupedStream<byte[], long[]> grouped(Job job, StreamsBuilder builder) {
        boolean byBidder = job.kind() == JobKind.REPARTITION;
        Serde<long[]> bids = new BidSerde(byBidder);
        KStream<byte[], long[]> stream = builder.stream(
                job.input(), Consumed.with(Serdes.ByteArray(), bids).withTimestampExtractor(new BidTime()));
        return byBidder
                ? stream.groupBy(
                        (auction, bid) -> ResultJson.key(bid[Bids.KEY]),
                        Grouped.with("by-bidder", Serdes.ByteArray(), new PriceSerde()))
                : stream.groupByKey(Grouped.with(Serdes.ByteArray(), bids));
    }

    private static byte[] result(Job job, Windowed<byte[]> window, CountSum sum) {
        long id = Long.parseLong(new String(window.key(), StandardCharsets.US_ASCII));
        long start = window.window().start();
        return job.kind() == JobKind.REPARTITION
                ? ResultJson.bidderValue(id, start, window.window().end(), sum.count, sum.sum)
                : ResultJson.value(id, start, window.window().end(), sum.count, sum.sum);
    }

    private static final class BidTime implements TimestampExtractor {

        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            return record.value() == null ? partitionTime : ((long[]) record.value())[Bids.TIME];
        }
    }

    private record BidSerde(boolean byBidder) implements Serde<long[]> {

        @Override
        public Serializer<long[]> serializer() {
            return (topic, bid) -> {
                throw new UnsupportedOperationException("bids are read only");
            };
        }

        @Override
        public Deserializer<long[]> deserializer() {
            return (topic, value) -> value == null ? null : byBidder ? Bids.readByBidder(value) : Bids.read(value);
        }
    }

    /** Of a bid on its way to its bidder: the price is all that is needed, as key and time are the record's. */
    private static final class PriceSerde implements Serde<long[]> {

        @Override
        public Serializer<long[]> serializer() {
            return (topic, bid) ->
                    ByteBuffer.allocate(Long.BYTES).putLong(bid[Bids.PRICE]).array();
        }

        @Override
        public Deserializer<long[]> deserializer() {
            return (topic, bytes) -> {
                long[] bid = new long[3];
                bid[Bids.PRICE] = ByteBuffer.wrap(bytes).getLong();
                return bid;
            };
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
