package dev.millrace.benchmarks.compare.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Settings of Kafka's clients that all contenders but the platform share; the platform has its own, which differ little. */
final class KafkaSettings {

    private KafkaSettings() {}

    static Map<String, Object> consumer() {
        return Map.of(
                "max.poll.records",
                5_000,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false);
    }

    static Map<String, Object> producer() {
        return Map.of(
                "compression.type", "lz4",
                "batch.size", 128 << 10,
                "linger.ms", 5,
                "retry.backoff.ms", 2,
                "transaction.timeout.ms", 60_000);
    }

    /** As text, which Flink and Jet want. */
    static Properties properties(Map<String, Object> settings, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        Properties properties = new Properties();
        all.forEach((name, value) -> properties.setProperty(name, value.toString()));
        return properties;
    }
}
