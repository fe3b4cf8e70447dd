package dev.millrace.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Kafka's way of giving up, which is to end the JVM, into a failed start.
 *
 * <p>Kafka's exit procedures are one per JVM, hence the static state. Brokers of one JVM start one after the other; a fault after the start still ends
 * the process, because a broker that lost its log must not go on acknowledging.
 */
final class ExitGuard {

    private static final Logger LOG = LoggerFactory.getLogger(ExitGuard.class);
    private static final AtomicReference<CompletableFuture<Void>> STARTING = new AtomicReference<>();

    private ExitGuard() {}

    /** From now on until {@link #started} a fault completes this future exceptionally instead of ending the JVM. */
    static void starting(CompletableFuture<Void> start) {
        STARTING.set(start);
        Exit.setExitProcedure(ExitGuard::fault);
        Exit.setHaltProcedure(ExitGuard::fault);
    }

    /** The start is over, well or not. */
    static void started() {
        STARTING.set(null);
    }

    private static void fault(int status, String message) {
        String reason = message == null ? "a fault that Kafka has logged" : message;
        CompletableFuture<Void> start = STARTING.get();
        if (start != null) {
            BrokerException failure = new BrokerException("the embedded broker could not start: " + reason);
            start.completeExceptionally(failure);
            throw failure;
        }
        LOG.error("the embedded broker cannot go on: {}; the process ends with status {}", reason, status);
        Runtime.getRuntime().halt(status);
    }
}
