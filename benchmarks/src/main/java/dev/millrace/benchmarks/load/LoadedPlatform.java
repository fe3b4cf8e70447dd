package dev.millrace.benchmarks.load;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.broker.Ports;
import dev.millrace.gateway.GatewayService;
import dev.millrace.ingest.IngestService;
import dev.millrace.platform.ClusteredPlatform;
import dev.millrace.platform.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Broker, ingest-service and gateway in this JVM, as they come, on free ports of 127.0.0.1, in a new folder that is deleted in the end. */
public final class LoadedPlatform implements AutoCloseable {

    /** Partitions of every stream and topic here. */
    public static final int PARTITIONS = 8;

    private static final Map<String, String> SHORT_RETENTION =
            Map.of("retention.bytes", "20000000", "segment.bytes", "20000000");

    private static final long LEAD_NANOS = 60_000_000_000L;
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final Path folder;
    private final int port;
    private final EmbeddedBroker broker;
    private final ClusteredPlatform platform;
    private final IngestService ingest = new IngestService();
    private final GatewayService gateway = new GatewayService();

    /**
     * Starts everything; blocks for some seconds.
     *
     * @param settings beyond the defaults
     */
    public LoadedPlatform(Map<String, String> settings) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("millrace-benchmark-");
        broker = EmbeddedBroker.start(BrokerOptions.in(folder));
        List<Integer> ports = Ports.free(3);
        port = ports.get(0);
        Map<String, String> all = new HashMap<>(Map.of(
                "instance",
                "benchmark",
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "gateway.host",
                "127.0.0.1",
                "gateway.port",
                "" + port,
                "hazelcast.cluster",
                "benchmark-" + port,
                "hazelcast.host",
                "127.0.0.1",
                "hazelcast.port",
                "" + ports.get(1),
                "hazelcast.members",
                "127.0.0.1:" + ports.get(1),
                "hazelcast.lite",
                "false",
                "eventbus.host",
                "127.0.0.1"));
        all.put("eventbus.port", "" + ports.get(2));
        all.putAll(settings);
        try {
            platform = ClusteredPlatform.start(new Settings(all));
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        try {
            Await.result(ingest.start(platform));
            Await.result(gateway.start(platform));
        } catch (RuntimeException e) {
            platform.close();
            broker.close();
            throw e;
        }
    }

    /** Where the gateway listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** How many event loops the gateway serves HTTP with. */
    public int loops() {
        return platform.settings().getInt("gateway.loops", Runtime.getRuntime().availableProcessors());
    }

    /** Declares a stream with {@value #PARTITIONS} partitions, of which Kafka keeps little. */
    public void declare(String stream, String spec) throws Exception {
        String yaml = "apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + stream + "}\nspec: {partitions: "
                + PARTITIONS + ", " + spec + "}\n";
        long limit = System.nanoTime() + LEAD_NANOS;
        String answer = apply(yaml);
        while (answer.startsWith("503") && System.nanoTime() < limit) {
            // No gateway leads yet.
            Thread.sleep(LOOK_AGAIN_MILLIS);
            answer = apply(yaml);
        }
        if (!answer.startsWith("200")) {
            throw new IllegalStateException("the stream was not taken: " + answer);
        }
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, stream);
        platform.admin()
                .incrementalAlterConfigs(Map.of(
                        topic,
                        SHORT_RETENTION.entrySet().stream()
                                .map(e -> new AlterConfigOp(
                                        new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                                .toList()))
                .all()
                .get();
    }

    private String apply(String yaml) throws InterruptedException {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/apply")
                .putHeader("Content-Type", "application/yaml");
        HttpClient client = platform.vertx().createHttpClient();
        try {
            return Await.result(client.request(request)
                    .compose(sent -> sent.send(Buffer.buffer(yaml)))
                    .compose(got -> got.body().map(body -> got.statusCode() + " " + body)));
        } finally {
            Await.result(client.close());
        }
    }

    /** Creates a topic like that of a stream, which the platform does not know. */
    public void createTopic(String name) throws Exception {
        Map<String, String> config = new HashMap<>(SHORT_RETENTION);
        config.put("message.timestamp.type", "LogAppendTime");
        platform.admin()
                .createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1).configs(config)))
                .all()
                .get();
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            // Sending at full speed right after the creation was seen to hang.
            for (int partition = 0; partition < PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(name, partition, null, new byte[] {'{', '}'}))
                        .get();
            }
        }
    }

    /** A producer with acks=all and these settings. */
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> kafka = platform.kafka();
        kafka.put("acks", "all");
        kafka.putAll(settings);
        return new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** How many records a topic has ever had. */
    public long records(String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
        return platform.admin().listOffsets(latest).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Await.result(gateway.stop());
        Await.result(ingest.stop());
        platform.close();
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
