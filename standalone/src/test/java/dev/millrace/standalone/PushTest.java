package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.broker.Ports;
import dev.millrace.gateway.push.PushRoutes;
import dev.millrace.ingest.IngestService;
import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.platform.ClusteredPlatform;
import dev.millrace.platform.Settings;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes over HTTP, through gateway, event bus and ingest, as a Kafka consumer finds them. Each test has a stream of its own. */
@Timeout(120)
class PushTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static ClusteredPlatform platform;
    private static ResourceLog resources;
    private static DeclaredStreams streams;
    private static PushRoutes routes;
    private static IngestService ingest;
    private static int port;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(BrokerOptions.in(data));
        int hazelcast = Ports.free(1).get(0);
        platform = ClusteredPlatform.start(new Settings(Map.of(
                "instance",
                "push-test",
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "hazelcast.cluster",
                "push-" + hazelcast,
                "hazelcast.port",
                "" + hazelcast,
                "hazelcast.members",
                "127.0.0.1:" + hazelcast,
                "hazelcast.lite",
                "false")));
        join(SystemTopics.ensure(platform));
        resources = new ResourceLog(platform);
        join(resources.start());
        streams = new DeclaredStreams(platform, resources);
        routes = new PushRoutes(platform, resources);
        join(platform.vertx().deployVerticle(new Door()));
        startIngest();
    }

    @AfterAll
    static void stop() {
        join(ingest.stop());
        join(routes.stop());
        join(resources.stop());
        platform.close();
        broker.close();
    }

    private static void startIngest() {
        ingest = new IngestService();
        join(ingest.start(platform));
    }

    private static final class Door extends VerticleBase {
        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            routes.mount(router);
            HttpServer server = vertx.createHttpServer().requestHandler(router);
            return server.listen(0, "127.0.0.1").onSuccess(listening -> port = listening.actualPort());
        }
    }

    @Test
    void linesAreKeptByteForByteInOrderPerKey() throws Exception {
        streams.declare("lines");
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            body.append("{ \"k\" : \"key")
                    .append(i % 7)
                    .append("\",\t\"n\":")
                    .append(i)
                    .append(", \"t\":1.50, \"x\":\"é\\u0041\"}");
            body.append(i % 2 == 0 ? "\n" : "\r\n");
            body.append(i % 100 == 0 ? "\n" : "");
        }
        HttpResponse<String> answer = post("lines", "application/x-ndjson", body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject told = new JsonObject(answer.body());
        assertThat(told.getInteger("accepted")).isEqualTo(5_000);
        assertThat(told.getInteger("rejected")).isZero();
        List<ConsumerRecord<byte[], byte[]>> records = streams.read("lines");
        assertThat(records).hasSize(5_000);
        int[] last = new int[7];
        Arrays.fill(last, -1);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            JsonObject event = new JsonObject(text(record.value()));
            int n = event.getInteger("n");
            assertThat(text(record.value()))
                    .isEqualTo("{ \"k\" : \"key" + n % 7 + "\",\t\"n\":" + n + ", \"t\":1.50, \"x\":\"é\\u0041\"}");
            assertThat(text(record.key())).isEqualTo("key" + n % 7);
            assertThat(record.headers()).isEmpty();
            assertThat(n).as("order of key %s", n % 7).isGreaterThan(last[n % 7]);
            last[n % 7] = n;
        }
        Cursor.Position position = Cursor.decode(told.getString("cursor"))
                .in(Uuid.fromString(
                                resources.catalog().streams().get("lines").ref().topicId())
                        .getMostSignificantBits())
                .orElseThrow();
        assertThat(position.nextOffsets()).isEqualTo(streams.ends("lines"));
    }

    @Test
    void invalidEventsAreListedByIndexAndTheOthersKept() throws Exception {
        streams.declare("mixed");
        String lines =
                "{\"k\":1,\"t\":1}\n\n[1]\n{\"k\":{},\"t\":1}\n{\"k\":2}\n{\"k\":1.0,\"t\":2}\n{\"k\":3,\"t\":\n";
        HttpResponse<String> answer = post("mixed", "application/x-ndjson; charset=UTF-8", lines);
        assertThat(answer.statusCode()).isEqualTo(207);
        JsonObject told = new JsonObject(answer.body());
        assertThat(told.getInteger("accepted")).isEqualTo(2);
        assertThat(told.getInteger("rejected")).isEqualTo(4);
        assertThat(indexes(told)).containsExactly(1, 2, 3, 5);
        assertThat(streams.read("mixed")).extracting(r -> text(r.key())).containsExactly("1", "1");

        HttpResponse<String> array =
                post("mixed", "application/json", " [ {\"k\":1,\"t\":3} , 7, {\"k\":9, \"t\":4}, {\"k\":1}] ");
        assertThat(array.statusCode()).isEqualTo(207);
        assertThat(indexes(new JsonObject(array.body()))).containsExactly(1, 3);
        assertThat(streams.read("mixed")).extracting(r -> text(r.value())).contains("{\"k\":9, \"t\":4}");

        HttpResponse<String> none = post("mixed", "application/x-ndjson", "nothing\nuseful");
        assertThat(none.statusCode()).isEqualTo(207);
        assertThat(new JsonObject(none.body()).getInteger("accepted")).isZero();
    }

    @Test
    void anAtomicPushIsKeptAsAWholeOrNotAtAll() throws Exception {
        streams.declare("atomic");
        HttpResponse<String> bad =
                post("atomic?atomic=true", "application/x-ndjson", "{\"k\":1,\"t\":1}\n{\"k\":2}\n{\"k\":3,\"t\":1}");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(indexes(new JsonObject(bad.body()))).containsExactly(1);
        assertThat(streams.read("atomic")).isEmpty();
        for (String good : List.of("[{\"k\":1,\"t\":1},{\"k\":2,\"t\":1}]", "[{\"k\":3,\"t\":1}]")) {
            HttpResponse<String> answer = post("atomic?atomic", "application/json", good);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(streams.read("atomic")).hasSize(3);
    }

    @Test
    void aWatermarkReachesEveryPartition() throws Exception {
        streams.declare("marked");
        assertThat(watermark("marked", "{\"to\":\"1970-01-01T00:00:05Z\"}").statusCode())
                .isEqualTo(200);
        assertThat(watermark("marked", "{\"to\":\"end\"}").statusCode()).isEqualTo(200);
        assertThat(watermark("marked", "{\"to\":\"soon\"}").statusCode()).isEqualTo(400);
        assertThat(watermark("marked", "{\"till\":1").statusCode()).isEqualTo(400);
        List<ConsumerRecord<byte[], byte[]>> records = streams.read("marked");
        assertThat(records).hasSize(2 * DeclaredStreams.PARTITIONS).allMatch(r -> r.key() == null && r.value() == null);
        assertThat(records.stream().filter(r -> r.partition() == 1))
                .extracting(r -> WatermarkMarker.decode(
                                r.headers().lastHeader("mr-mark").value())
                        .entries()
                        .get(0))
                .extracting(WatermarkMarker.Entry::watermarkMillis)
                .containsExactly(5_000L, WatermarkMarker.END_OF_TIME);
    }

    @Test
    void whatCannotBeTakenSaysWhy() throws Exception {
        streams.declare("strict");
        String event = "{\"k\":1,\"t\":1}";
        List<Row> rows = List.of(
                new Row("no such stream", 404, "strct", "application/json", event, "did you mean \\\"strict\\\"?"),
                new Row("own topics are no streams", 404, "millrace.status", "application/json", event, "millrace"),
                new Row("unknown parameter", 400, "strict?atmic=true", "application/json", event, "atomic"),
                new Row(
                        "parameter that is no flag",
                        400,
                        "strict?atomic=x",
                        "application/json",
                        event,
                        "true or false"),
                new Row("other type", 415, "strict", "text/csv", "a,b", "application/x-ndjson"),
                new Row("other charset", 415, "strict", "application/json;charset=latin1", event, "UTF-8"),
                new Row("empty", 400, "strict", "application/json", " ", "empty"),
                new Row("no lines", 400, "strict", "application/x-ndjson", "\n \n", "no event"),
                new Row("broken array", 400, "strict", "application/json", "[" + event, "not JSON at byte"),
                new Row("broken object", 400, "strict", "application/json", "{\"k\"}", "not JSON at byte"),
                new Row("neither", 400, "strict", "application/json", "7", "neither"),
                new Row("single invalid", 422, "strict", "application/json", "{\"k\":1}", "timestamp"),
                new Row("too large", 413, "strict", "application/json", "[" + " ".repeat(8 << 20) + "]", "8388608"),
                new Row(
                        "too large",
                        413,
                        "strict?atomic",
                        "application/x-ndjson",
                        "\n".repeat((8 << 20) + 1),
                        "8388608"));
        for (Row row : rows) {
            HttpResponse<String> answer = post(row.path, row.type, row.body);
            assertThat(answer.statusCode()).as("%s: %s", row.why, answer.body()).isEqualTo(row.status);
            assertThat(answer.body()).as(row.why).contains(row.says);
        }
        for (String header : List.of("Idempotency-Key", "ce-id")) {
            assertThat(HTTP.send(
                                    request("strict", "application/json", event)
                                            .header(header, "1")
                                            .build(),
                                    BODY)
                            .statusCode())
                    .as(header)
                    .isEqualTo(501);
        }
        assertThat(HTTP.send(
                                request("strict", "application/json", event)
                                        .header("Content-Encoding", "gzip")
                                        .build(),
                                BODY)
                        .statusCode())
                .isEqualTo(415);
        assertThat(streams.read("strict")).isEmpty();
    }

    private record Row(String why, int status, String path, String type, String body, String says) {}

    @Test
    void theLargestEventIsTakenAndOneByteMoreIsNot() throws Exception {
        streams.declare("large");
        int most = 1 << 20;
        String head = "{\"k\":1,\"t\":1,\"x\":\"";
        String largest = head + "x".repeat(most - head.length() - 2) + "\"}";
        String tooLarge = head + "x".repeat(most - head.length() - 1) + "\"}";
        String body = tooLarge + "\n" + largest + "\r\n" + "{\"k\":2,\"t\":1}\n" + "x".repeat(3 << 20)
                + "\n{\"k\":3,\"t\":1}";
        HttpResponse<String> answer = post("large", "application/x-ndjson", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(207);
        assertThat(indexes(new JsonObject(answer.body()))).containsExactly(0, 3);
        assertThat(streams.read("large").stream().map(r -> r.value().length).sorted(Comparator.reverseOrder()))
                .containsExactly(most, 13, 13);
        assertThat(post("large", "application/json", largest).statusCode()).isEqualTo(200);
        assertThat(post("large", "application/json", tooLarge).statusCode()).isEqualTo(422);
    }

    @Test
    void aBodyOfAnyLengthIsStreamedInOrder() throws Exception {
        streams.declare("long");
        int events = 120_000;
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < events; i++) {
            body.append("{\"k\":").append(i % 5).append(",\"t\":").append(i).append(",\"x\":\"");
            body.append("x".repeat(i % 200)).append("\"}\n");
        }
        assertThat(body.length())
                .as("more than a body that is not streamed may have")
                .isGreaterThan(10 << 20);
        HttpResponse<String> answer = post("long", "application/x-ndjson", body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getInteger("accepted")).isEqualTo(events);
        int[] next = {0, 1, 2, 3, 4};
        for (ConsumerRecord<byte[], byte[]> record : streams.read("long")) {
            int key = Integer.parseInt(text(record.key()));
            assertThat(text(record.value())).startsWith("{\"k\":" + key + ",\"t\":" + next[key] + ",");
            next[key] += 5;
        }
        assertThat(next).containsExactly(events, events + 1, events + 2, events + 3, events + 4);
    }

    @Test
    void linesOfASlowBodyDoNotWaitForItsEnd() throws Exception {
        streams.declare("slow");
        try (PipedOutputStream lines = new PipedOutputStream();
                PipedInputStream body = new PipedInputStream(lines)) {
            var answer = HTTP.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/streams/slow/events"))
                            .header("Content-Type", "application/x-ndjson")
                            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                            .build(),
                    BODY);
            // Java's client sends what it has read when its buffer is full or the pipe ends.
            String line = "{\"k\":1,\"t\":1,\"x\":\"" + "x".repeat(20_000) + "\"}\n";
            lines.write(line.repeat(2).getBytes(StandardCharsets.UTF_8));
            lines.flush();
            Eventually.holds(
                    "the first line is kept",
                    () -> LongStream.of(streams.ends("slow")).sum() > DeclaredStreams.PARTITIONS);
            assertThat(answer).isNotDone();
            lines.write("{\"k\":2,\"t\":1}".getBytes(StandardCharsets.UTF_8));
            lines.close();
            assertThat(new JsonObject(answer.get().body()).getInteger("accepted"))
                    .isEqualTo(3);
        }
        assertThat(streams.read("slow")).hasSize(3);
    }

    @Test
    void withoutAnIngestServiceNothingIsKept() throws Exception {
        streams.declare("alone");
        join(ingest.stop());
        try {
            HttpResponse<String> answer = post("alone", "application/json", "{\"k\":1,\"t\":1}");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        } finally {
            startIngest();
        }
        assertThat(post("alone", "application/json", "{\"k\":1,\"t\":1}").statusCode())
                .isEqualTo(200);
        assertThat(streams.read("alone")).hasSize(1);
    }

    private static final HttpResponse.BodyHandler<String> BODY = HttpResponse.BodyHandlers.ofString();

    private static HttpResponse<String> post(String path, String type, String body) throws Exception {
        return HTTP.send(request(path, type, body).build(), BODY);
    }

    private static HttpResponse<String> watermark(String stream, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/v1/streams/" + stream + "/watermark");
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BODY);
    }

    private static HttpRequest.Builder request(String path, String type, String body) {
        int query = path.indexOf('?');
        String stream = query < 0 ? path : path.substring(0, query);
        URI uri = URI.create("http://127.0.0.1:" + port + "/v1/streams/" + stream + "/events"
                + (query < 0 ? "" : path.substring(query)));
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(40))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static List<Integer> indexes(JsonObject answer) {
        JsonArray errors = answer.getJsonArray("errors");
        return IntStream.range(0, errors.size())
                .mapToObj(i -> errors.getJsonObject(i).getInteger("index"))
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
