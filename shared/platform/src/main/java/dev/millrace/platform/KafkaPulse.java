package dev.millrace.platform;

import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks Kafka each two seconds whether it is there, so that readiness can answer from memory. Thread-safe. */
final class KafkaPulse {

    private static final long PERIOD_MILLIS = 2_000;
    private static final long SILENT_MILLIS = 8_000;

    private final String address;
    private volatile long lastAnswerNanos = System.nanoTime();

    private KafkaPulse(String address) {
        this.address = address;
    }

    /** Starts asking; ends with the Vert.x. */
    static KafkaPulse start(Vertx vertx, Admin admin, String address) {
        KafkaPulse pulse = new KafkaPulse(address);
        vertx.setPeriodic(PERIOD_MILLIS, timer -> pulse.ask(admin));
        return pulse;
    }

    /** Empty when Kafka has answered lately. */
    Optional<String> obstacle() {
        long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastAnswerNanos);
        return silentMillis < SILENT_MILLIS
                ? Optional.empty()
                : Optional.of("Kafka at " + address + " has not answered for " + silentMillis / 1000 + " s");
    }

    private void ask(Admin admin) {
        admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) PERIOD_MILLIS))
                .clusterId()
                .whenComplete((id, failure) -> {
                    if (failure == null) {
                        lastAnswerNanos = System.nanoTime();
                    }
                });
    }
}
