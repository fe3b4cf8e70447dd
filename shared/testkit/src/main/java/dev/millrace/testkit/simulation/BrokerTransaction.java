package dev.millrace.testkit.simulation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One transaction as the broker has it. One thread. */
final class BrokerTransaction {

    enum State {
        ONGOING,
        /** Decided; markers are being written. */
        COMMITTING,
        ABORTING,
        COMMITTED,
        ABORTED
    }

    final String id;
    final long startedMillis;
    final Set<PartitionLog> logs = new LinkedHashSet<>();
    final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    final Map<Integer, LogEntry> taskRecords = new LinkedHashMap<>();
    GroupCoordinator group;
    State state = State.ONGOING;

    BrokerTransaction(String id, long startedMillis) {
        this.id = id;
        this.startedMillis = startedMillis;
    }

    /** Whether it is decided that it happened. */
    boolean isCommitted() {
        return state == State.COMMITTING || state == State.COMMITTED;
    }

    boolean isOver() {
        return state == State.COMMITTED || state == State.ABORTED;
    }
}
