package dev.millrace.benchmarks.compare.job.map;

import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.StreamsProcess;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Filter and map in Kafka Streams, in one step, with the loop's own code for a bid. */
public final class MapStreams {

    private static final ThreadLocal<BidMapper> MAPPER = ThreadLocal.withInitial(BidMapper::new);

    private MapStreams() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        Job job = Job.of(args);
        StreamsProcess.run(job, topology(job));
    }

    private static Topology topology(Job job) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(job.input(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(bid -> bid == null ? null : MAPPER.get().map(bid))
                .filter((auction, mapped) -> mapped != null)
                .to(job.output(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }
}
