package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.Workload;
import dev.millrace.model.json.ByteSink;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** The bids that are kept, in their new form, each made when it is looked at, from its number and with the JDK's own text functions. */
final class MappedBids implements ExpectedResults {

    private final Workload workload;
    /** By key, where Kafka's own partitioner puts it. */
    private final byte[] partitions;

    private long events;
    private long size;

    MappedBids(Workload workload) {
        this.workload = workload;
        partitions = new byte[workload.keys()];
        for (int key = 0; key < partitions.length; key++) {
            partitions[key] = (byte) BuiltInPartitioner.partitionForKey(idText(key), Workload.PARTITIONS);
        }
    }

    @Override
    public void add(long event) {
        events = event + 1;
        if (isKept(event)) {
            size++;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ResultCheck check() {
        return new MapCheck(this);
    }

    /** The first kept event of a partition at or behind a number; -1 where there is none. */
    long next(int partition, long from) {
        for (long event = from; event < events; event++) {
            if (partitions[workload.key(event)] == partition && isKept(event)) {
                return event;
            }
        }
        return -1;
    }

    /** The record's key. */
    byte[] key(long event) {
        return idText(workload.key(event));
    }

    /** The record's value. */
    byte[] value(long event) {
        ByteSink bid = new ByteSink(256);
        workload.write(bid, event);
        long price = workload.price(event);
        String json = new String(bid.toBytes(), StandardCharsets.US_ASCII)
                .replace(",\"price\":" + price + ",", ",\"price\":" + price * 908 / 1_000 + ",");
        String mapped = json.substring(0, json.length() - 1) + ",\"source\":\"" + channel(event) + "\",\"high\":"
                + (price > 7_000) + "}";
        return mapped.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean isKept(long event) {
        return workload.price(event) > 4_200 && !channel(event).startsWith("channel-1");
    }

    private String channel(long event) {
        return "channel-" + workload.channel(event);
    }

    private static byte[] idText(int key) {
        return Long.toString(Workload.id(key)).getBytes(StandardCharsets.US_ASCII);
    }
}
