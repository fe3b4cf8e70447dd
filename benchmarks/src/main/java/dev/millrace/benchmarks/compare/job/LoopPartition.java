package dev.millrace.benchmarks.compare.job;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One partition's windows, watermark and changelog. One thread. */
final class LoopPartition {

    private static final int PACKED_BYTES = 512 << 10;
    private static final long NONE = Long.MIN_VALUE;

    private final int partition;
    private final Job job;
    private final Producer<byte[], byte[]> producer;
    private final TreeMap<Long, WindowRows> windows = new TreeMap<>();
    private final NumberFields fields = Bids.fields();
    private final long[] bid = new long[3];
    private final ByteBuffer packed = ByteBuffer.allocate(PACKED_BYTES);
    private long watermark = NONE;
    private long firstEnd = Long.MAX_VALUE;
    private long currentStart = NONE;
    private WindowRows current;

    LoopPartition(int partition, Job job, Producer<byte[], byte[]> producer) {
        this.partition = partition;
        this.job = job;
        this.producer = producer;
    }

    void process(byte[] value) {
        if (!fields.read(value, bid)) {
            throw new IllegalArgumentException("not a bid");
        }
        long time = bid[Bids.TIME];
        if (time > watermark) {
            watermark = time;
            if (time >= firstEnd) {
                closeWindows();
            }
        }
        long start = time - Math.floorMod(time, Workload.WINDOW_MILLIS);
        if (start + Workload.WINDOW_MILLIS <= watermark) {
            throw new IllegalStateException("a late event: there are none in this job");
        }
        window(start).add(bid[Bids.KEY], bid[Bids.PRICE]);
    }

    /** Sends what changed since the last commit, many rows in a record. */
    void sendChanges() {
        windows.forEach((start, rows) -> {
            int sent = 0;
            while (sent < rows.touched()) {
                packed.clear().putLong(start);
                sent = rows.pack(packed, sent);
                change(Arrays.copyOf(packed.array(), packed.position()));
            }
            rows.committed();
        });
    }

    private WindowRows window(long start) {
        if (start != currentStart) {
            currentStart = start;
            current = windows.computeIfAbsent(start, s -> new WindowRows());
            firstEnd = windows.firstKey() + Workload.WINDOW_MILLIS;
        }
        return current;
    }

    private void closeWindows() {
        while (!windows.isEmpty() && windows.firstKey() + Workload.WINDOW_MILLIS <= watermark) {
            Map.Entry<Long, WindowRows> closed = windows.pollFirstEntry();
            long start = closed.getKey();
            closed.getValue()
                    .forEach((auction, count, sum) -> producer.send(new ProducerRecord<>(
                            job.output(), ResultJson.key(auction), ResultJson.value(auction, start, count, sum))));
            change(ByteBuffer.allocate(Long.BYTES).putLong(start).array());
        }
        currentStart = NONE;
        firstEnd = windows.isEmpty() ? Long.MAX_VALUE : windows.firstKey() + Workload.WINDOW_MILLIS;
    }

    /** A window's start and rows; without rows the window is gone. */
    private void change(byte[] record) {
        producer.send(new ProducerRecord<>(job.changelog(), partition, null, record));
    }
}
