package dev.millrace.platform;

import java.util.List;

/**
 * What the process found out about its Kafka when it started. A value.
 *
 * @param clusterId Kafka's own id of the cluster
 * @param brokers how many brokers were up
 * @param transactionVersion the cluster's {@code transaction.version}; 2 is what exactly-once rests on
 * @param replicationFactor for topics that Millrace creates
 * @param minInSyncReplicas {@code min.insync.replicas} for topics that Millrace creates
 * @param warnings sentences about settings of this Kafka that weaken a promise
 */
public record KafkaFacts(
        String clusterId,
        int brokers,
        int transactionVersion,
        short replicationFactor,
        int minInSyncReplicas,
        List<String> warnings) {

    /** One broker of which nothing else is known, as in tests that have no Kafka. */
    public static final KafkaFacts SINGLE_BROKER = new KafkaFacts("", 1, 2, (short) 1, 1, List.of());

    public KafkaFacts {
        warnings = List.copyOf(warnings);
    }

    /** Three brokers carry three copies, two of which must have a record before it is acknowledged; fewer carry one. */
    static KafkaFacts of(String clusterId, int brokers, int transactionVersion, List<String> warnings) {
        boolean replicated = brokers >= 3;
        return new KafkaFacts(
                clusterId, brokers, transactionVersion, (short) (replicated ? 3 : 1), replicated ? 2 : 1, warnings);
    }
}
