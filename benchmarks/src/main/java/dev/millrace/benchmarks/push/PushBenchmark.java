package dev.millrace.benchmarks.push;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.broker.Ports;
import dev.millrace.gateway.push.PushRoutes;
import dev.millrace.ingest.IngestService;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.ClusteredPlatform;
import dev.millrace.platform.Settings;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.ResourceRecords;
import dev.millrace.platform.resources.StoredStream;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Pushes of 500 bids of 193 bytes each over 64 connections: the platform (gateway, event bus, ingest) beside {@link BareHandler}, in one
 * JVM with the broker and the client, in interleaved rounds. The platform also checks JSON, key and time of every event.
 *
 * <p>Arguments: the data folder, rounds (default 5), seconds a round (default 5), events a push (default 500). Blocks until done.
 */
public final class PushBenchmark {

    private static final int CONNECTIONS = 64;
    private static final int PARTITIONS = 8;
    private static final int EVENT_BYTES = 193;

    private PushBenchmark() {}

    /** Runs the rounds and prints medians and their ratio. */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        long millis = 1_000L * (args.length > 2 ? Integer.parseInt(args[2]) : 5);
        int events = args.length > 3 ? Integer.parseInt(args[3]) : 500;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(Path.of(args[0])))) {
            int hazelcast = Ports.free(1).get(0);
            try (ClusteredPlatform platform = ClusteredPlatform.start(new Settings(Map.of(
                    "instance",
                    "benchmark",
                    "kafka.bootstrap.servers",
                    broker.bootstrapServers(),
                    "hazelcast.cluster",
                    "benchmark-" + hazelcast,
                    "hazelcast.port",
                    "" + hazelcast,
                    "hazelcast.members",
                    "127.0.0.1:" + hazelcast,
                    "hazelcast.lite",
                    "false")))) {
                measure(platform, rounds, millis, events);
            }
        }
    }

    private static void measure(ClusteredPlatform platform, int rounds, long millis, int events) throws Exception {
        await(SystemTopics.ensure(platform));
        Map<String, Object> kafka = platform.kafka();
        kafka.putAll(Map.of("acks", "all", "compression.type", "lz4", "linger.ms", 0, "batch.size", 128 << 10));
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        createTopics(platform, producer);
        ResourceLog resources = new ResourceLog(platform);
        await(resources.start());
        IngestService ingest = new IngestService();
        await(ingest.start(platform));
        PushRoutes routes = new PushRoutes(platform, resources);
        Vertx vertx = platform.vertx();
        int door = await(listen(vertx, routes));
        BareHandler bareHandler = new BareHandler(producer, "bare");
        HttpServer bareServer = await(
                vertx.createHttpServer().requestHandler(bareHandler::handle).listen(0, "127.0.0.1"));
        Vertx outside = Vertx.vertx();
        PushLoop loop = new PushLoop(outside, CONNECTIONS);
        Buffer body = body(events);
        double[] platformRates = new double[rounds];
        double[] bareRates = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double pushed = await(loop.run(outside, door, "/v1/streams/bids/events", body, millis));
            double sent = await(loop.run(outside, bareServer.actualPort(), "/", body, millis));
            if (round >= 0) {
                platformRates[round] = pushed;
                bareRates[round] = sent;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: platform %,.0f pushes/s (%,.0f events/s), bare %,.0f (%,.0f)%n",
                    round < 0 ? "warm-up" : "round " + (round + 1),
                    pushed,
                    pushed * events,
                    sent,
                    sent * events);
        }
        double one = median(platformRates);
        double other = median(bareRates);
        System.out.printf(
                Locale.ROOT,
                "median: platform %,.0f events/s, bare %,.0f events/s, ratio %.2f%n",
                one * events,
                other * events,
                one / other);
        await(ingest.stop());
        await(routes.stop());
        await(resources.stop());
        producer.close();
        await(outside.close());
    }

    private static Future<Integer> listen(Vertx vertx, PushRoutes routes) {
        Router router = Router.router(vertx);
        routes.mount(router);
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .map(HttpServer::actualPort);
    }

    private static void createTopics(ClusteredPlatform platform, KafkaProducer<byte[], byte[]> producer)
            throws Exception {
        for (String name : List.of("bids", "bare")) {
            Map<String, String> config = Map.of("retention.bytes", "20000000", "segment.bytes", "20000000");
            platform.admin()
                    .createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1).configs(config)))
                    .all()
                    .get();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(name, partition, null, new byte[] {'{', '}'}))
                        .get();
            }
        }
        String id = platform.admin()
                .describeTopics(List.of("bids"))
                .allTopicNames()
                .get()
                .get("bids")
                .topicId()
                .toString();
        StreamResource resource = (StreamResource)
                ResourceReader.read("apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: bids}\n"
                                + "spec: {key: auction, timestamp: {field: at, format: epoch-ms}}\n")
                        .resources()
                        .get(0);
        StreamRef ref = new StreamRef(
                "bids",
                id,
                PARTITIONS,
                new EventKey(List.of(FieldPath.parse("auction"))),
                new EventTime(FieldPath.parse("at"), "epoch-ms"));
        producer.send(new ProducerRecord<>(
                        SystemTopics.RESOURCES,
                        ResourceRecords.streamKey("bids").getBytes(StandardCharsets.UTF_8),
                        ResourceRecords.write(new StoredStream(resource, false, ref))))
                .get();
    }

    private static Buffer body(int events) {
        Buffer body = Buffer.buffer();
        for (int i = 0; i < events; i++) {
            String start = "{\"auction\":" + (1_000 + i * 7919 % 1_000) + ",\"bidder\":" + (5_000 + i * 31 % 977)
                    + ",\"price\":" + (100 + i * 17 % 9_000)
                    + ",\"channel\":\"Google\",\"url\":\"https://www.nexmark.com/item.htm?query=1\",\"at\":"
                    + (1_700_000_000_000L + i) + ",\"extra\":\"";
            body.appendString(start)
                    .appendString("x".repeat(EVENT_BYTES - start.length() - 2))
                    .appendString("\"}\n");
        }
        return body;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        future.onComplete(result -> done.countDown());
        done.await();
        if (future.failed()) {
            throw new IllegalStateException(future.cause());
        }
        return future.result();
    }
}
