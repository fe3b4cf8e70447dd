package dev.millrace.benchmarks.compare.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;

/** Windows by hand, for this job alone: one thread, results, changelog and offsets in one transaction. */
public final class LoopContender implements TransactionalLoop.Work {

    private final Job job;
    private final Producer<byte[], byte[]> producer;
    private final Map<Integer, LoopPartition> partitions = new HashMap<>();

    private LoopContender(Job job, Producer<byte[], byte[]> producer) {
        this.job = job;
        this.producer = producer;
    }

    /** Runs until it is killed. */
    public static void main(String[] args) {
        Job job = Job.of(args);
        TransactionalLoop.run(job, producer -> new LoopContender(job, producer));
    }

    @Override
    public void process(int partition, List<ConsumerRecord<byte[], byte[]>> records) {
        LoopPartition state = partitions.computeIfAbsent(partition, p -> new LoopPartition(p, job, producer));
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.value() != null) {
                state.process(record.value());
            }
        }
    }

    @Override
    public void beforeCommit() {
        partitions.values().forEach(LoopPartition::sendChanges);
    }
}
