package dev.millrace.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for Kafka when a process starts and checks that it can carry what Millrace promises. Blocks; used once, on one thread. */
final class KafkaCheck {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCheck.class);
    private static final String TRANSACTION_VERSION = "transaction.version";
    private static final String OFFSETS_RETENTION = "offsets.retention.minutes";
    private static final int ATTEMPT_MILLIS = 4_000;
    private static final int ANSWER_SECONDS = 15;

    private final Admin admin;
    private final String address;

    KafkaCheck(Admin admin, String address) {
        this.admin = admin;
        this.address = address;
    }

    /**
     * Waits for an answer and judges it.
     *
     * @throws StartException when Kafka does not answer in time or is too old
     */
    KafkaFacts await(Duration limit) {
        DescribeClusterResult cluster = reach(limit);
        try {
            Collection<Node> nodes = answer(cluster.nodes());
            int transactionVersion =
                    transactionVersion(answer(admin.describeFeatures().featureMetadata()));
            KafkaFacts facts = KafkaFacts.of(
                    answer(cluster.clusterId()),
                    nodes.size(),
                    transactionVersion,
                    warnings(nodes.iterator().next()));
            facts.warnings().forEach(LOG::warn);
            return facts;
        } catch (ExecutionException | TimeoutException e) {
            throw new StartException("Kafka at " + address + " answered, but could not be asked what it is: " + e, e);
        }
    }

    private DescribeClusterResult reach(Duration limit) {
        long start = System.nanoTime();
        while (true) {
            DescribeClusterResult cluster =
                    admin.describeCluster(new DescribeClusterOptions().timeoutMs(ATTEMPT_MILLIS));
            try {
                answer(cluster.nodes());
                return cluster;
            } catch (ExecutionException | TimeoutException e) {
                long waited = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                if (waited >= limit.toSeconds()) {
                    throw new StartException(
                            "Kafka at " + address + " did not answer within " + limit.toSeconds()
                                    + " s: start it, or set MILLRACE_KAFKA_BOOTSTRAP_SERVERS to where it is",
                            e);
                }
                LOG.info("waiting for Kafka at {} ({} s of at most {} s)", address, waited, limit.toSeconds());
            }
        }
    }

    private int transactionVersion(FeatureMetadata features) {
        var supported = features.supportedFeatures().get(TRANSACTION_VERSION);
        if (supported == null || supported.maxVersion() < 2) {
            throw new StartException(
                    "Kafka at " + address + " is older than 4.0: exactly-once needs a broker of version 4.0 or newer");
        }
        var finalized = features.finalizedFeatures().get(TRANSACTION_VERSION);
        if (finalized == null || finalized.maxVersionLevel() < 2) {
            throw new StartException("Kafka at " + address + " has not switched on " + TRANSACTION_VERSION
                    + " 2, which exactly-once needs: run kafka-features.sh --bootstrap-server " + address
                    + " upgrade --feature " + TRANSACTION_VERSION + "=2");
        }
        return finalized.maxVersionLevel();
    }

    // A broker that does not let us read its configuration costs a warning, not the start.
    private List<String> warnings(Node node) {
        List<String> warnings = new ArrayList<>();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        try {
            ConfigEntry retention = answer(
                            admin.describeConfigs(List.of(broker)).all())
                    .get(broker)
                    .get(OFFSETS_RETENTION);
            if (retention != null && Long.parseLong(retention.value()) < TimeUnit.DAYS.toMinutes(30)) {
                warnings.add("Kafka at " + address + " forgets the offsets of a group that rests for "
                        + TimeUnit.MINUTES.toDays(Long.parseLong(retention.value())) + " days (" + OFFSETS_RETENTION
                        + "): a stateless pipeline that is stopped for longer cannot go on");
            }
        } catch (ExecutionException | TimeoutException | NumberFormatException e) {
            LOG.debug("the configuration of broker {} cannot be read", node.idString(), e);
        }
        return warnings;
    }

    private static <T> T answer(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("the start was interrupted while waiting for Kafka", e);
        }
    }
}
