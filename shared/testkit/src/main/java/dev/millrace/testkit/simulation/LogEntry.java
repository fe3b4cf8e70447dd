package dev.millrace.testkit.simulation;

import org.apache.kafka.common.header.Headers;

/**
 * A record in a partition's log.
 *
 * @param transaction what it belongs to; null for none
 * @param control whether it is a commit or abort marker, which readers never see
 * @param note what the sender's state was, for the invariants; null for none
 */
record LogEntry(
        long offset,
        long millis,
        byte[] key,
        byte[] value,
        Headers headers,
        BrokerTransaction transaction,
        boolean control,
        Object note) {

    int bytes() {
        return control ? 0 : (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    /** Whether it will be seen, if that is decided already. */
    boolean isCommitted() {
        return !control && (transaction == null || transaction.isCommitted());
    }
}
