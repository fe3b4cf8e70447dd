package dev.millrace.standalone;

import dev.millrace.aggregate.AggregateService;
import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.broker.Ports;
import dev.millrace.cep.CepService;
import dev.millrace.gateway.GatewayService;
import dev.millrace.ingest.IngestService;
import dev.millrace.platform.ClusteredPlatform;
import dev.millrace.platform.Platform;
import dev.millrace.platform.RunningServices;
import dev.millrace.platform.Service;
import dev.millrace.platform.Settings;
import dev.millrace.platform.StartException;
import dev.millrace.transform.TransformService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole platform in this JVM: embedded broker, one cluster member, all five services. Everything listens on 127.0.0.1 only.
 *
 * <p>Started and closed by one thread each, which block for some seconds.
 */
public final class Standalone implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final int port;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private EmbeddedBroker broker;

    private Standalone(int port) {
        this.port = port;
    }

    /**
     * Starts everything; returns when all services take work.
     *
     * @param given settings of the user; addresses and the instance name are set here
     * @throws StartException with a sentence; nothing is left running then
     */
    static Standalone start(UpOptions options, Settings given, Progress progress) {
        int port = options.port() != 0 ? options.port() : Ports.free(1).get(0);
        Standalone standalone = new Standalone(port);
        try {
            standalone.startParts(options, given, progress);
            return standalone;
        } catch (RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    /** Where the gateway answers: {@code http://127.0.0.1:<port>}. */
    public String baseUrl() {
        return "http://" + HOST + ":" + port;
    }

    /** Where the embedded broker answers Kafka clients. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Drains the services, leaves the cluster, stops the broker, unlocks the folder, in this order; a second call does nothing. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("not everything could be closed: " + e.getMessage(), e);
            }
        }
    }

    private void startParts(UpOptions options, Settings given, Progress progress) {
        DataFolder folder = DataFolder.open(options.data());
        open.push(folder);
        if (!Ports.isFree(port)) {
            throw new StartException("port " + port
                    + " on 127.0.0.1 is in use, so the gateway cannot listen there: choose another with --port, for example --port "
                    + Ports.free(1).get(0));
        }
        // The broker and the cluster member know nothing of each other and take about as long: at the same time.
        CompletableFuture<EmbeddedBroker> starting = CompletableFuture.supplyAsync(
                () -> progress.timed(
                        "broker",
                        () -> EmbeddedBroker.start(
                                BrokerOptions.in(folder.broker()).withFsync(options.fsync()))),
                task -> new Thread(task, "millrace-broker").start());
        ClusteredPlatform platform;
        try {
            platform = progress.timed("cluster", () -> ClusteredPlatform.join(settings(given, folder)));
        } catch (RuntimeException e) {
            starting.thenAccept(EmbeddedBroker::close).join();
            throw e;
        }
        try {
            broker = starting.join();
            open.push(broker);
        } catch (CompletionException e) {
            platform.close();
            throw new StartException(Sentence.of(e), e);
        }
        open.push(platform);
        progress.timed("services", () -> {
            platform.connect(broker.bootstrapServers());
            RunningServices services = RunningServices.of(platform, services()).start();
            open.push(services::stop);
            awaitReady(platform);
            return services;
        });
    }

    /** Whoever is told the address finds everything ready behind it. */
    private static void awaitReady(Platform platform) {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!platform.health().obstacles().isEmpty()) {
            if (System.nanoTime() > end) {
                throw new StartException("not ready after " + READY_LIMIT.toSeconds() + " s: "
                        + String.join("; ", platform.health().obstacles().values()));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    // Stopped in the reverse order: first the door, last what holds state.
    private static List<Service> services() {
        return List.of(
                new AggregateService(),
                new CepService(),
                new TransformService(),
                new IngestService(),
                new GatewayService());
    }

    // A cluster name and free ports of its own: two of these side by side must not become one cluster.
    private Settings settings(Settings given, DataFolder folder) {
        List<Integer> ports = Ports.free(2);
        return given.with("instance", folder.instance())
                .with("gateway.host", HOST)
                .with("gateway.port", Integer.toString(port))
                .with("hazelcast.cluster", "millrace-" + folder.instance())
                .with("hazelcast.host", HOST)
                .with("hazelcast.port", ports.get(0).toString())
                .with("hazelcast.members", HOST + ":" + ports.get(0))
                .with("hazelcast.lite", "false")
                .with("eventbus.host", HOST)
                .with("eventbus.port", ports.get(1).toString());
    }
}
