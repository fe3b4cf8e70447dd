package dev.millrace.platform;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** What a process offers the services that run in it. Thread-safe. */
public interface Platform {

    /** The attribute of a Hazelcast member that holds its process's {@link #instance}. */
    String INSTANCE_ATTRIBUTE = "millrace.instance";

    /** The clustered Vert.x of this process. */
    Vertx vertx();

    /** Configuration: {@code MILLRACE_*} environment over {@code application.yaml} over defaults. */
    Settings settings();

    /** This process's name in groups and transactional ids; stable over restarts, holds no {@code _}. */
    String instance();

    /** A fresh, mutable map of the client settings every Kafka client needs ({@code bootstrap.servers} and the like). */
    Map<String, Object> kafka();

    /** A Kafka admin client shared by the process; not to be closed by its users. */
    Admin admin();

    /** Where services say what must hold before this process is ready. */
    Health health();

    /** What the Kafka of this process was at the start: brokers, versions, how new topics are replicated. */
    default KafkaFacts kafkaFacts() {
        return KafkaFacts.SINGLE_BROKER;
    }

    /** The process's Hazelcast member; its maps are copies and caches, never the truth. */
    default HazelcastInstance hazelcast() {
        throw new UnsupportedOperationException("this platform has no Hazelcast member");
    }

    /** Where services register their counters and gauges. */
    default MeterRegistry meters() {
        return Metrics.globalRegistry;
    }

    /** All meters in Prometheus' text format; takes some milliseconds. */
    default String metricsText() {
        return "";
    }
}
