package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.Workload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds each partition's results to be, byte by byte and in order, those of the partition's events that are kept. Remembers no result: only, for
 * each partition, the event whose result comes next.
 */
final class MapCheck implements ResultCheck {

    private static final long NONE = -1;
    /** So many results are skipped at most to find the one that came instead. */
    private static final int MOST_SKIPPED = 10_000;

    private final MappedBids expected;
    private final long[] last = new long[Workload.PARTITIONS];
    private final long[] next = new long[Workload.PARTITIONS];
    private final Mistakes mistakes = new Mistakes();
    private long size;

    MapCheck(MappedBids expected) {
        this.expected = expected;
        for (int partition = 0; partition < next.length; partition++) {
            last[partition] = NONE;
            next[partition] = expected.next(partition, 0);
        }
    }

    @Override
    public boolean take(ConsumerRecord<byte[], byte[]> record) {
        int partition = record.partition();
        if (is(record, next[partition])) {
            found(partition);
            return true;
        }
        if (is(record, last[partition])) {
            mistakes.add("a second result of event " + last[partition] + " in partition " + partition);
            return false;
        }
        long before = next[partition];
        for (int skipped = 1; skipped <= MOST_SKIPPED && next[partition] != NONE; skipped++) {
            next[partition] = expected.next(partition, next[partition] + 1);
            if (is(record, next[partition])) {
                mistakes.add("no results of " + skipped + " events of partition " + partition + ", from event " + before
                        + " to before event " + next[partition]);
                found(partition);
                return true;
            }
        }
        next[partition] = before;
        mistakes.add("in partition " + partition + ", "
                + (before == NONE ? "behind all results: " : "instead of the result of event " + before + ": ")
                + new String(record.value(), StandardCharsets.UTF_8));
        return false;
    }

    private void found(int partition) {
        size++;
        last[partition] = next[partition];
        next[partition] = expected.next(partition, last[partition] + 1);
    }

    private boolean is(ConsumerRecord<byte[], byte[]> record, long event) {
        return event != NONE
                && Arrays.equals(record.key(), expected.key(event))
                && Arrays.equals(record.value(), expected.value(event));
    }

    @Override
    public boolean isComplete() {
        return Arrays.stream(next).allMatch(event -> event == NONE);
    }

    @Override
    public String mistakes() {
        return mistakes.with(expected.size() - size);
    }
}
