package dev.millrace.benchmarks.compare.job.map;

import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.TransactionalLoop;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Filter and map by hand, for this job alone: one thread, results and offsets in one transaction. */
public final class MapLoop implements TransactionalLoop.Work {

    private final String output;
    private final Producer<byte[], byte[]> producer;
    private final BidMapper mapper = new BidMapper();

    private MapLoop(String output, Producer<byte[], byte[]> producer) {
        this.output = output;
        this.producer = producer;
    }

    /** Runs until it is killed. */
    public static void main(String[] args) {
        Job job = Job.of(args);
        TransactionalLoop.run(job, producer -> new MapLoop(job.output(), producer));
    }

    @Override
    public void process(int partition, List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            byte[] mapped = record.value() == null ? null : mapper.map(record.value());
            if (mapped != null) {
                producer.send(new ProducerRecord<>(output, record.key(), mapped));
            }
        }
    }

    @Override
    public void beforeCommit() {
        // All was sent as it came.
    }
}
