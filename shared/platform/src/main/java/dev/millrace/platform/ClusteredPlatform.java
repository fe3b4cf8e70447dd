package dev.millrace.platform;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A process's clustered Vert.x with its Hazelcast member, metrics and Kafka admin client. Thread-safe once started.
 *
 * <p>Settings beside Hazelcast's: {@code kafka.*} (passed to every Kafka client; {@code kafka.bootstrap.servers} defaults to 127.0.0.1:9092),
 * {@code start.limit} (seconds to wait for Kafka and for a data member, 120), {@code eventbus.host} (127.0.0.1), {@code eventbus.port} (a free one),
 * {@code instance}.
 */
public final class ClusteredPlatform implements Platform, AutoCloseable {

    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final long CLOSE_SECONDS = 30;

    private final Settings settings;
    private final String instance;
    private final Readiness readiness = new Readiness();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HazelcastInstance hazelcast;
    private final Vertx vertx;
    private volatile String kafkaAddress = "";
    private volatile Admin admin;
    private volatile KafkaFacts kafkaFacts = KafkaFacts.SINGLE_BROKER;

    private ClusteredPlatform(Settings settings) {
        this.settings = settings;
        this.instance = InstanceName.of(settings);
        this.hazelcast = startHazelcast(settings, instance);
        try {
            DataMembers dataMembers = new DataMembers(hazelcast);
            dataMembers.await(startLimit());
            HazelcastClusterManager clusterManager = new HazelcastClusterManager(hazelcast);
            this.vertx = startVertx(clusterManager);
            dataMembers.restoreAddressesOf(vertx, clusterManager);
            readiness.readyWhen("cluster", dataMembers::obstacle);
        } catch (RuntimeException e) {
            hazelcast.shutdown();
            throw e;
        }
    }

    /**
     * Joins the cluster and starts Vert.x, without Kafka; blocks. For {@code up}, where the broker starts at the same time.
     *
     * @throws StartException with a sentence
     */
    public static ClusteredPlatform join(Settings settings) {
        return new ClusteredPlatform(settings);
    }

    /**
     * Joins the cluster, starts Vert.x and waits for Kafka; blocks.
     *
     * @throws StartException with a sentence
     */
    public static ClusteredPlatform start(Settings settings) {
        ClusteredPlatform platform = join(settings);
        try {
            platform.connect(settings.get("kafka." + BOOTSTRAP, "127.0.0.1:9092"));
            return platform;
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    /**
     * Waits for the Kafka at this address and checks it; blocks; once, before services start.
     *
     * @throws StartException with a sentence
     */
    public void connect(String bootstrapServers) {
        kafkaAddress = bootstrapServers;
        admin = Admin.create(kafka());
        kafkaFacts = new KafkaCheck(admin, bootstrapServers).await(startLimit());
        KafkaPulse pulse = KafkaPulse.start(vertx, admin, bootstrapServers);
        readiness.readyWhen("kafka", pulse::obstacle);
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public Map<String, Object> kafka() {
        Map<String, Object> client = new HashMap<>(settings.under("kafka"));
        client.put(BOOTSTRAP, kafkaAddress);
        // Both cost memory and threads for numbers that nobody reads: services count for themselves.
        client.putIfAbsent("enable.metrics.push", "false");
        client.putIfAbsent("metric.reporters", "");
        return client;
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public Health health() {
        return readiness;
    }

    @Override
    public KafkaFacts kafkaFacts() {
        return kafkaFacts;
    }

    @Override
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    @Override
    public MeterRegistry meters() {
        return meters;
    }

    @Override
    public String metricsText() {
        return meters.scrape();
    }

    /** Closes Vert.x, leaves the cluster, closes the admin client; blocks for at most about a minute. Services are to be stopped before. */
    @Override
    public void close() {
        try {
            await(vertx.close(), CLOSE_SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Vert.x did not close within " + CLOSE_SECONDS + " s", e);
        } finally {
            hazelcast.shutdown();
            if (admin != null) {
                admin.close(Duration.ofSeconds(2));
            }
            meters.close();
        }
    }

    private Duration startLimit() {
        return Duration.ofSeconds(settings.getInt("start.limit", 120));
    }

    private static HazelcastInstance startHazelcast(Settings settings, String instance) {
        // Hazelcast logs while it reads its configuration, before it can find this name in there.
        System.setProperty("hazelcast.logging.type", "slf4j");
        try {
            return Hazelcast.newHazelcastInstance(HazelcastSettings.of(settings, instance));
        } catch (HazelcastException | IllegalStateException e) {
            throw new StartException(
                    "the cluster member could not start on " + settings.get("hazelcast.host", "127.0.0.1") + ":"
                            + settings.getInt("hazelcast.port", 5701) + ": " + e.getMessage(),
                    e);
        }
    }

    private Vertx startVertx(HazelcastClusterManager clusterManager) {
        VertxOptions options = new VertxOptions()
                .setEventBusOptions(new EventBusOptions()
                        .setHost(settings.get("eventbus.host", "127.0.0.1"))
                        .setPort(settings.getInt("eventbus.port", 0)))
                .setMetricsOptions(new MicrometerMetricsOptions()
                        .setEnabled(true)
                        .setJvmMetricsEnabled(true)
                        // Three meters for each message, to say what nobody asks.
                        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                        // Registries are kept by name for the whole JVM; two platforms in one must not share.
                        .setRegistryName(hazelcast.getName()));
        try {
            return await(
                    Vertx.builder()
                            .with(options)
                            .withClusterManager(clusterManager)
                            .withMetrics(new MicrometerMetricsFactory(meters))
                            .buildClustered(),
                    startLimit().toSeconds());
        } catch (ExecutionException | TimeoutException e) {
            throw new StartException(
                    "the event bus could not start on " + settings.get("eventbus.host", "127.0.0.1") + ": " + e, e);
        }
    }

    private static <T> T await(Future<T> future, long seconds) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while waiting for Vert.x", e);
        }
    }
}
