package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.check.ExpectedResults;
import dev.millrace.benchmarks.compare.job.ResultJson;
import dev.millrace.benchmarks.compare.job.Workload;
import dev.millrace.model.json.ByteSink;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the input topic as pushes would: the value's bytes, the key's text as record key, no header, Kafka's own partitioner. */
final class Generator {

    private final String bootstrap;
    private final Workload workload;

    Generator(String bootstrap, Workload workload) {
        this.bootstrap = bootstrap;
        this.workload = workload;
    }

    /** Writes all events and those that close the windows; blocks. Answers what must come out. */
    ExpectedResults fill() {
        ExpectedResults expected = ExpectedResults.of(workload);
        AtomicReference<Exception> failure = new AtomicReference<>();
        Callback callback = (record, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        };
        Progress progress = new Progress("writing " + workload.topic(), workload.written());
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            ByteSink value = new ByteSink(256);
            for (long event = 0; event < workload.written() && failure.get() == null; event++) {
                workload.write(value, event);
                if (event < workload.events()) {
                    expected.add(event);
                }
                producer.send(record(workload.key(event), value), callback);
                progress.at(event);
            }
            int closing = workload.kind().isClosed() ? Workload.PARTITIONS : 0;
            for (int partition = 0; partition < closing; partition++) {
                int key = keyIn(partition);
                workload.write(value, key, 0, workload.closingTime(), partition);
                producer.send(record(key, value), callback);
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the events could not be written", failure.get());
        }
        return expected;
    }

    private ProducerRecord<byte[], byte[]> record(int key, ByteSink value) {
        return new ProducerRecord<>(workload.topic(), ResultJson.key(Workload.id(key)), value.toBytes());
    }

    private int keyIn(int partition) {
        for (int key = 0; key < workload.keys(); key++) {
            byte[] bytes = ResultJson.key(Workload.id(key));
            if (BuiltInPartitioner.partitionForKey(bytes, Workload.PARTITIONS) == partition) {
                return key;
            }
        }
        throw new IllegalArgumentException("no key lies in partition " + partition + ": more keys are needed");
    }

    private KafkaProducer<byte[], byte[]> producer() {
        // One request at a time: the topic may be so new that its leader is not known everywhere.
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "compression.type",
                "lz4",
                "linger.ms",
                5,
                "batch.size",
                128 << 10,
                "max.in.flight.requests.per.connection",
                1);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
