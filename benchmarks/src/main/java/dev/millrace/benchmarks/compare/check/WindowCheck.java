package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.NumberFields;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks for each pair of key and window once, with its count and sum. */
final class WindowCheck implements ResultCheck {

    private final WindowSums expected;
    private final BitSet seen;
    private final NumberFields reader;
    private final long[] fields = new long[4];
    private final Mistakes mistakes = new Mistakes();
    private long size;

    WindowCheck(WindowSums expected) {
        this.expected = expected;
        seen = new BitSet(expected.pairs());
        reader = new NumberFields(expected.group(), "windowStart", "bids", "total");
    }

    @Override
    public boolean take(ConsumerRecord<byte[], byte[]> record) {
        if (!reader.read(record.value(), fields)) {
            mistakes.add("a record that is no result");
            return false;
        }
        if (expected.isPastTheEnd(fields[1])) {
            return false;
        }
        int pair = expected.pair(fields[0], fields[1]);
        if (pair < 0 || !expected.exists(pair)) {
            mistakes.add("a result of " + expected.group() + " " + fields[0] + ", window start " + fields[1]
                    + ", which has no events");
            return false;
        }
        if (seen.get(pair)) {
            mistakes.add("a second result of " + expected.name(pair));
            return false;
        }
        if (fields[2] != expected.count(pair) || fields[3] != expected.sum(pair)) {
            mistakes.add(expected.name(pair) + ": count " + fields[2] + " and sum " + fields[3] + " instead of "
                    + expected.count(pair) + " and " + expected.sum(pair));
        }
        seen.set(pair);
        size++;
        return true;
    }

    @Override
    public boolean isComplete() {
        return size == expected.size();
    }

    @Override
    public String mistakes() {
        return mistakes.with(expected.size() - size);
    }
}
