package dev.millrace.broker;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Kafka's controller and broker, put together as Kafka's own {@code KafkaRaftServer} does, with one step between their starts: the controller strikes
 * out a broker that was killed.
 *
 * <p>It would do so anyway when the dead one's session has run out. By then the new broker would have read that it leads every partition and begun
 * to load its coordinators, and the leaders' going and coming back would interrupt that. Kafka 4.3.1 takes what was interrupted for loaded: groups are back
 * with offsets of long ago or none, and decided transactions are not ended where nobody leads just then (ADR 15). A broker that starts with
 * nothing to lead is given all partitions at once and loads once.
 */
final class KafkaNode {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(50);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    KafkaNode(KafkaConfig config) {
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folders =
                KafkaRaftServer.initializeLogDirs(config, LOG, "[KafkaNode] ");
        shared = new SharedServer(
                config,
                folders._1(),
                Time.SYSTEM,
                Server$.MODULE$.initializeMetrics(
                        config, Time.SYSTEM, folders._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2());
        broker = new BrokerServer(shared);
    }

    /** Starts both; blocks until the broker takes requests. */
    void start() throws InterruptedException {
        controller.startup();
        strikeOutTheDead();
        broker.startup();
    }

    /** Stops what was started, the broker first, which tells the controller; blocks for most of it. */
    void stop() {
        broker.shutdown();
        controller.shutdown();
    }

    /** Blocks until all of it has stopped; for ever when it was never wholly started. */
    void awaitStopped() {
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private void strikeOutTheDead() throws InterruptedException {
        Books books = new Books();
        long limit = System.nanoTime() + LIMIT_NANOS;
        await(shared.loader().installPublishers(List.of(books)), limit);
        await(books.read, limit);
        while (books.brokerIsAlive) {
            if (System.nanoTime() > limit) {
                throw new BrokerException("the embedded broker was killed, and Kafka's controller does not let it go");
            }
            strikeOut(limit);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        await(shared.loader().removeAndClosePublisher(books), limit);
    }

    // Refused until the controller is the active one; struck out twice does no harm.
    private void strikeOut(long limit) throws InterruptedException {
        ControllerRequestContext context =
                new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.of(limit));
        try {
            await(controller.controller().unregisterBroker(context, BrokerConfig.NODE), limit);
        } catch (ApiException e) {
            LOG.debug("the broker that was killed could not be struck out yet", e);
        }
    }

    private static void await(Future<?> future, long limit) throws InterruptedException {
        try {
            future.get(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new BrokerException("Kafka's controller does not answer", e);
        }
    }

    /** Whether the controller's metadata, as far as this process has read them, have a living broker. */
    private static final class Books implements MetadataPublisher {

        private final CompletableFuture<Void> read = new CompletableFuture<>();
        private volatile boolean brokerIsAlive;

        @Override
        public String name() {
            return "millrace-books";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration broker = image.cluster().broker(BrokerConfig.NODE);
            brokerIsAlive = broker != null && !broker.fenced();
            read.complete(null);
        }
    }
}
