package dev.millrace.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its controller in this JVM, on 127.0.0.1 only; its records survive restarts in a folder.
 *
 * <p>Thread-safe. Brokers of one JVM (tests have several) start one after the other.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final long START_LIMIT_SECONDS = 60;

    private final KafkaNode node;
    private final BrokerFolder folder;
    private final FolderLock lock;
    private boolean closed;

    private EmbeddedBroker(KafkaNode node, BrokerFolder folder, FolderLock lock) {
        this.node = node;
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Starts a broker and waits until it takes requests; blocks for some seconds.
     *
     * @throws BrokerException with a sentence, when the folder or a port cannot be used or the broker does not come up within a minute
     */
    public static EmbeddedBroker start(BrokerOptions options) {
        // Kafka asks Log4j for its loggers although it logs by SLF4J; without this Log4j prints an error that it is not
        // there.
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        synchronized (EmbeddedBroker.class) {
            FolderLock lock = BrokerFolder.lock(options);
            try {
                return start(options, lock);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        }
    }

    private static EmbeddedBroker start(BrokerOptions options, FolderLock lock) {
        BrokerFolder folder = BrokerFolder.open(options);
        if (folder.isNew()) {
            format(folder);
        }
        Properties config = BrokerConfig.of(folder, options.fsync());
        CompletableFuture<Void> started = new CompletableFuture<>();
        ExitGuard.starting(started);
        try {
            KafkaNode node = new KafkaNode(KafkaConfig.fromProps(config, false));
            EmbeddedBroker broker = new EmbeddedBroker(node, folder, lock);
            broker.startOnThreadOfItsOwn(started);
            broker.await(started);
            return broker;
        } catch (BrokerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw couldNotStart(folder, e);
        } finally {
            ExitGuard.started();
        }
    }

    /** Where clients connect: {@code 127.0.0.1:<port>}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + folder.port();
    }

    /** Stops the broker cleanly: what was acknowledged is kept, the next start need not recover. Blocks; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            node.stop();
            node.awaitStopped();
        } finally {
            lock.close();
        }
    }

    // Kafka gives up on threads of its own, where the caller would not see it: hence a future that both complete.
    private void startOnThreadOfItsOwn(CompletableFuture<Void> started) {
        Thread thread = new Thread(
                () -> {
                    try {
                        node.start();
                        started.complete(null);
                    } catch (Throwable e) {
                        started.completeExceptionally(e);
                    }
                },
                "millrace-broker-start");
        thread.setDaemon(true);
        thread.start();
    }

    private void await(CompletableFuture<Void> started) {
        try {
            started.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            stopHalfStarted();
            throw e.getCause() instanceof BrokerException known ? known : couldNotStart(folder, e.getCause());
        } catch (TimeoutException e) {
            stopHalfStarted();
            throw new BrokerException("the embedded broker in " + folder.log() + " was not ready after "
                    + START_LIMIT_SECONDS + " s; Kafka's own log lines say where it stands");
        } catch (InterruptedException e) {
            stopHalfStarted();
            Thread.currentThread().interrupt();
            throw new BrokerException("the start of the embedded broker was interrupted", e);
        }
    }

    private void stopHalfStarted() {
        try {
            node.stop();
        } catch (RuntimeException e) {
            // The start has failed already; its reason is the one to report.
        }
    }

    private static BrokerException couldNotStart(BrokerFolder folder, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new BrokerException(
                "the embedded broker could not start in " + folder.log() + ": " + root.getMessage(), cause);
    }

    private static void format(BrokerFolder folder) {
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(BrokerConfig.NODE)
                    .setClusterId(folder.clusterId())
                    .addDirectory(folder.log().toString())
                    .setControllerListenerName(BrokerConfig.CONTROLLER)
                    .setMetadataLogDirectory(folder.log().toString())
                    .run();
        } catch (Exception e) {
            throw couldNotStart(folder, e);
        }
    }
}
