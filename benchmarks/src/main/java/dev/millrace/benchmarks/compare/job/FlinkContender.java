package dev.millrace.benchmarks.compare.job;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The job in Flink, in a local environment. */
public final class FlinkContender {

    private FlinkContender() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws Exception {
        Job job = Job.of(args);
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, job.folder().toUri().toString());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(job.threads(), configuration);
        environment.enableCheckpointing(job.commitMillis(), CheckpointingMode.EXACTLY_ONCE);
        environment
                .fromSource(
                        source(job),
                        WatermarkStrategy.<Tuple3<Long, Long, Long>>forBoundedOutOfOrderness(Duration.ZERO)
                                .withTimestampAssigner((bid, kafkaTime) -> bid.f2),
                        "bids")
                .keyBy(bid -> bid.f0, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(Workload.WINDOW_MILLIS)))
                .aggregate(
                        new Sums(),
                        new Results(),
                        TypeInformation.of(CountSum.class),
                        TypeInformation.of(CountSum.class),
                        resultType())
                .sinkTo(sink(job));
        environment.execute(job.name());
    }

    private static TypeInformation<Tuple2<byte[], byte[]>> resultType() {
        return Types.TUPLE(Types.PRIMITIVE_ARRAY(Types.BYTE), Types.PRIMITIVE_ARRAY(Types.BYTE));
    }

    private static KafkaSource<Tuple3<Long, Long, Long>> source(Job job) {
        return KafkaSource.<Tuple3<Long, Long, Long>>builder()
                .setBootstrapServers(job.bootstrap())
                .setTopics(job.input())
                .setGroupId(job.name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new BidReader())
                .setProperties(KafkaSettings.properties(KafkaSettings.consumer(), Map.of()))
                .build();
    }

    private static KafkaSink<Tuple2<byte[], byte[]>> sink(Job job) {
        Properties settings = KafkaSettings.properties(KafkaSettings.producer(), Map.of());
        return KafkaSink.<Tuple2<byte[], byte[]>>builder()
                .setBootstrapServers(job.bootstrap())
                .setKafkaProducerConfig(settings)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(job.name())
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setRecordSerializer(KafkaRecordSerializationSchema.<Tuple2<byte[], byte[]>>builder()
                        .setTopic(job.output())
                        .setKeySerializationSchema(new ResultPart(true))
                        .setValueSerializationSchema(new ResultPart(false))
                        .build())
                .build();
    }

    private static final class BidReader implements KafkaRecordDeserializationSchema<Tuple3<Long, Long, Long>> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Tuple3<Long, Long, Long>> out) {
            if (record.value() != null) {
                long[] bid = Bids.read(record.value());
                out.collect(Tuple3.of(bid[Bids.KEY], bid[Bids.PRICE], bid[Bids.TIME]));
            }
        }

        @Override
        public TypeInformation<Tuple3<Long, Long, Long>> getProducedType() {
            return Types.TUPLE(Types.LONG, Types.LONG, Types.LONG);
        }
    }

    /** Key or value of a result's record; a class of its own because Flink reads the type from its declaration. */
    private record ResultPart(boolean key) implements SerializationSchema<Tuple2<byte[], byte[]>> {

        @Override
        public byte[] serialize(Tuple2<byte[], byte[]> result) {
            return key ? result.f0 : result.f1;
        }
    }

    private static final class Sums implements AggregateFunction<Tuple3<Long, Long, Long>, CountSum, CountSum> {

        private static final long serialVersionUID = 1L;

        @Override
        public CountSum createAccumulator() {
            return new CountSum();
        }

        @Override
        public CountSum add(Tuple3<Long, Long, Long> bid, CountSum sum) {
            return sum.add(bid.f1);
        }

        @Override
        public CountSum getResult(CountSum sum) {
            return sum;
        }

        @Override
        public CountSum merge(CountSum one, CountSum other) {
            return one.add(other);
        }
    }

    private static final class Results
            extends ProcessWindowFunction<CountSum, Tuple2<byte[], byte[]>, Long, TimeWindow> {

        private static final long serialVersionUID = 1L;

        @Override
        public void process(
                Long auction, Context context, Iterable<CountSum> sums, Collector<Tuple2<byte[], byte[]>> out) {
            CountSum sum = sums.iterator().next();
            byte[] value = ResultJson.value(auction, context.window().getStart(), sum.count, sum.sum);
            out.collect(Tuple2.of(ResultJson.key(auction), value));
        }
    }
}
