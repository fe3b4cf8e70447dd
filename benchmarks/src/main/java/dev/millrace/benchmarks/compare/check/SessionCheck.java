package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.NumberFields;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks for each session once, with its count and sum. */
final class SessionCheck implements ResultCheck {

    private final SessionSums expected;
    private final Set<Long> seen = new HashSet<>();
    private final NumberFields reader = new NumberFields("auction", "windowStart", "bids", "total");
    private final long[] fields = new long[4];
    private final Mistakes mistakes = new Mistakes();

    SessionCheck(SessionSums expected) {
        this.expected = expected;
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
        String name = "auction " + fields[0] + ", session from " + fields[1];
        SessionSums.Sums sums = expected.of(fields[0], fields[1]);
        if (sums == null) {
            mistakes.add("a result of " + name + ", which does not exist");
            return false;
        }
        if (!seen.add(expected.nameOf(fields[0], fields[1]))) {
            mistakes.add("a second result of " + name);
            return false;
        }
        if (fields[2] != sums.count() || fields[3] != sums.sum()) {
            mistakes.add(name + ": count " + fields[2] + " and sum " + fields[3] + " instead of " + sums.count()
                    + " and " + sums.sum());
        }
        return true;
    }

    @Override
    public boolean isComplete() {
        return seen.size() == expected.size();
    }

    @Override
    public String mistakes() {
        return mistakes.with(expected.size() - seen.size());
    }
}
