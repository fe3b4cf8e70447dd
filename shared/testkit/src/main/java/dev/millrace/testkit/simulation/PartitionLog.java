package dev.millrace.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** One partition: records, markers, and what is open. What was deleted is kept for the invariants, only readers do not get it. One thread. */
final class PartitionLog {

    final TopicPartition at;
    private final List<LogEntry> entries = new ArrayList<>();
    private final Map<BrokerTransaction, Long> open = new HashMap<>();
    private long start;

    PartitionLog(TopicPartition at) {
        this.at = at;
    }

    LogEntry append(
            long millis, byte[] key, byte[] value, Headers headers, BrokerTransaction transaction, Object note) {
        LogEntry entry = new LogEntry(entries.size(), millis, key, value, headers, transaction, false, note);
        entries.add(entry);
        if (transaction != null) {
            open.putIfAbsent(transaction, entry.offset());
            transaction.logs.add(this);
        }
        return entry;
    }

    /** The commit or abort marker of a transaction: from here on its records count, or do not. */
    void end(long millis, BrokerTransaction transaction) {
        entries.add(new LogEntry(entries.size(), millis, null, null, new RecordHeaders(), transaction, true, null));
        open.remove(transaction);
    }

    long start() {
        return start;
    }

    /** What uncommitted readers see as the end, exclusive. */
    long end() {
        return entries.size();
    }

    /** What committed readers see as the end, exclusive: the first offset of an open transaction. */
    long stableEnd() {
        return open.values().stream().mapToLong(offset -> offset).min().orElse(end());
    }

    /** Cuts without complaint, through open transactions too. */
    void deleteBefore(long offset) {
        start = Math.max(start, Math.min(offset, end()));
    }

    LogEntry get(long offset) {
        return entries.get((int) offset);
    }

    /** All that was ever written. */
    List<LogEntry> all() {
        return entries;
    }
}
