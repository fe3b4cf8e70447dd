package dev.millrace.benchmarks.compare.job;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.accumulator.LongLongAccumulator;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.kafka.KafkaSinks;
import com.hazelcast.jet.kafka.KafkaSources;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.WindowDefinition;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The job in Hazelcast Jet, one member. */
public final class JetContender {

    private JetContender() {}

    /** Runs until it is killed. */
    public static void main(String[] args) {
        Job job = Job.of(args);
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config(job));
        try {
            member.getJet().newJob(pipeline(job), settings(job)).join();
        } catch (RuntimeException e) {
            e.printStackTrace();
        }
        System.exit(1);
    }

    private static JobConfig settings(Job job) {
        return new JobConfig()
                .setName(job.name())
                .setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE)
                .setSnapshotIntervalMillis(job.commitMillis());
    }

    private static Config config(Job job) {
        Config config = new Config().setClusterName(job.name());
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(job.threads());
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        return config;
    }

    private static Pipeline pipeline(Job job) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(source(job))
                .withTimestamps(bid -> bid[Bids.TIME], 0)
                .groupingKey(bid -> bid[Bids.KEY])
                .window(WindowDefinition.tumbling(Workload.WINDOW_MILLIS))
                .aggregate(countSum())
                .writeTo(sink(job));
        return pipeline;
    }

    private static StreamSource<long[]> source(Job job) {
        Properties settings = KafkaSettings.properties(
                KafkaSettings.consumer(),
                Map.of(
                        "bootstrap.servers", job.bootstrap(),
                        "key.deserializer", ByteArrayDeserializer.class.getName(),
                        "value.deserializer", ByteArrayDeserializer.class.getName()));
        return KafkaSources.kafka(
                settings,
                (ConsumerRecord<byte[], byte[]> record) -> record.value() == null ? null : Bids.read(record.value()),
                job.input());
    }

    private static AggregateOperation1<long[], LongLongAccumulator, LongLongAccumulator> countSum() {
        return AggregateOperation.withCreate(LongLongAccumulator::new)
                .andAccumulate((LongLongAccumulator sum, long[] bid) -> {
                    sum.set1(sum.get1() + 1);
                    sum.set2(sum.get2() + bid[Bids.PRICE]);
                })
                .andCombine((sum, other) -> {
                    sum.set1(sum.get1() + other.get1());
                    sum.set2(sum.get2() + other.get2());
                })
                .andExportFinish(sum -> new LongLongAccumulator(sum.get1(), sum.get2()));
    }

    private static Sink<KeyedWindowResult<Long, LongLongAccumulator>> sink(Job job) {
        Properties settings = KafkaSettings.properties(
                KafkaSettings.producer(),
                Map.of(
                        "bootstrap.servers", job.bootstrap(),
                        "key.serializer", ByteArraySerializer.class.getName(),
                        "value.serializer", ByteArraySerializer.class.getName()));
        String output = job.output();
        return KafkaSinks.<KeyedWindowResult<Long, LongLongAccumulator>>kafka(settings)
                .toRecordFn(result -> new ProducerRecord<>(
                        output,
                        ResultJson.key(result.key()),
                        ResultJson.value(
                                result.key(),
                                result.start(),
                                result.result().get1(),
                                result.result().get2())))
                .exactlyOnce(true)
                .build();
    }
}
