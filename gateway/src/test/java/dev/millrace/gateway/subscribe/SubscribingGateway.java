package dev.millrace.gateway.subscribe;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.Health;
import dev.millrace.platform.Platform;
import dev.millrace.platform.Settings;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.ResourceRecords;
import dev.millrace.platform.resources.StoredStream;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The subscribe routes on two event loops before an embedded broker. Its methods block. */
final class SubscribingGateway implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final boolean ownsBroker;
    private final Vertx vertx = Vertx.vertx();
    private final Admin admin;
    private final Settings settings;
    private final Producer<byte[], byte[]> producer;
    private final ResourceLog resources;
    private final SubscribeRoutes routes;
    private final AtomicInteger port = new AtomicInteger();

    private SubscribingGateway(EmbeddedBroker broker, boolean ownsBroker, Map<String, String> settings) {
        this.broker = broker;
        this.ownsBroker = ownsBroker;
        this.settings = new Settings(settings);
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        Platform platform = platform();
        join(SystemTopics.ensure(platform));
        this.producer = producer(Map.of());
        this.resources = new ResourceLog(platform);
        this.routes = new SubscribeRoutes(platform, resources);
        join(resources.start());
        join(vertx.deployVerticle(Server::new, new DeploymentOptions().setInstances(2)));
    }

    static SubscribingGateway start(Path folder) {
        return new SubscribingGateway(EmbeddedBroker.start(BrokerOptions.in(folder)), true, Map.of());
    }

    /** Another gateway of the same cluster. */
    SubscribingGateway another(Map<String, String> otherSettings) {
        return new SubscribingGateway(broker, false, otherSettings);
    }

    private final class Server extends VerticleBase {
        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            routes.mount(router);
            return vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(-1, "127.0.0.1")
                    .onSuccess(server -> port.set(server.actualPort()));
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.get() + path);
    }

    Admin admin() {
        return admin;
    }

    SubscribeRoutes routes() {
        return routes;
    }

    Producer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", broker.bootstrapServers());
        config.put("linger.ms", 0);
        // More of them to a topic made just now may overtake each other, and the sequence numbers left behind are
        // refused for good.
        config.put("max.in.flight.requests.per.connection", 1);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Creates a topic and registers the stream; answers the topic's id, first 8 bytes. */
    long stream(String name, int partitions) throws Exception {
        NewTopic topic = new NewTopic(name, partitions, (short) 1);
        topic.configs(Map.of("message.timestamp.type", "LogAppendTime"));
        var id = admin.createTopics(List.of(topic)).topicId(name).get();
        Eventually.holds("the topic has leaders", () -> leaders(name) == partitions);
        StreamResource resource = (StreamResource) ResourceReader.read(
                        "{apiVersion: millrace.dev/v1, kind: Stream, metadata: {name: " + name + "}, spec: {}}")
                .resources()
                .get(0);
        StreamRef ref = new StreamRef(name, id.toString(), partitions, null, null);
        register(name, ResourceRecords.write(new StoredStream(resource, false, ref)));
        Eventually.holds("the stream is known", () -> {
            StoredStream stream = resources.catalog().streams().get(name);
            return stream != null && stream.ref().topicId().equals(id.toString());
        });
        return id.getMostSignificantBits();
    }

    void forget(String name) throws Exception {
        register(name, null);
        Eventually.holds(
                "the stream is gone", () -> !resources.catalog().streams().containsKey(name));
    }

    void deleteTopic(String name) throws Exception {
        admin.deleteTopics(List.of(name)).all().get();
        Eventually.holds("the topic is gone", () -> leaders(name) == 0);
    }

    /** Writes one event and waits until Kafka has it; answers its offset. */
    long write(String stream, int partition, String key, String value) throws Exception {
        return producer.send(record(stream, partition, key, value))
                .get(20, TimeUnit.SECONDS)
                .offset();
    }

    static ProducerRecord<byte[], byte[]> record(String stream, int partition, String key, String value) {
        return new ProducerRecord<>(stream, partition, bytes(key), bytes(value));
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    private void register(String name, byte[] value) throws Exception {
        byte[] key = bytes(ResourceRecords.streamKey(name));
        producer.send(new ProducerRecord<>(SystemTopics.RESOURCES, 0, key, value))
                .get();
    }

    private long leaders(String name) {
        try {
            return admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().stream()
                    .filter(p -> p.leader() != null && !p.leader().isEmpty())
                    .count();
        } catch (Exception notThere) {
            return 0;
        }
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private Platform platform() {
        return new Platform() {
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
                return "gateway-0";
            }

            @Override
            public Map<String, Object> kafka() {
                return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
            }

            @Override
            public Admin admin() {
                return admin;
            }

            @Override
            public Health health() {
                return (Health) Proxy.newProxyInstance(
                        Health.class.getClassLoader(), new Class<?>[] {Health.class}, (proxy, method, args) -> null);
            }
        };
    }

    static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        join(routes.stop());
        join(resources.stop());
        join(vertx.close());
        producer.close();
        admin.close();
        if (ownsBroker) {
            broker.close();
        }
    }
}
