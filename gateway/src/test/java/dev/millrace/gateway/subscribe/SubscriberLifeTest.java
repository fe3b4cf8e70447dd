package dev.millrace.gateway.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals, slow clients, limits, and that nothing is left when clients or gateways go. */
@Timeout(120)
class SubscriberLifeTest {

    @TempDir
    static Path folder;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BIG = "{\"text\":\"" + "x".repeat(10_000) + "\"}";

    private static SubscribingGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = SubscribingGateway.start(folder);
        gateway.stream("orders", 2);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    /v1/streams/order/events                       | */*                | 404 | did you mean \\"orders\\"?
                    /v1/streams/orders/events?from=yesterday       | */*                | 400 | is not a cursor
                    /v1/streams/orders/events?from=2026-13-01T0:0Z | */*                | 400 | is not a time
                    /v1/streams/orders/events?last_event_id=x      | */*                | 400 | is not a cursor
                    /v1/streams/orders/events?limit=0              | */*                | 400 | limit is a whole number above 0
                    /v1/streams/orders/events?form=latest          | */*                | 400 | did you mean \\"from\\"?
                    /v1/streams/orders/events?where=true           | */*                | 501 | where
                    /v1/streams/orders/events?progress=5s          | */*                | 501 | progress
                    /v1/streams/orders/events?types=true           | */*                | 501 | types
                    /v1/streams/orders/events?wait=5s              | */*                | 501 | wait
                    /v1/streams/orders/events                      | application/json   | 501 | not built yet
                    /v1/streams/orders/events                      | text/html          | 406 | text/event-stream
                    /v1/events?stream=orders                       | */*                | 501 | several streams
                    """)
    void refusals(String path, String accept, int status, String detail) throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains(detail);
    }

    @Test
    void headIsAnsweredAndSubscribesToNothing() throws Exception {
        HttpResponse<Void> response = HTTP.send(
                HttpRequest.newBuilder(gateway.uri("/v1/streams/orders/events"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    }

    @Test
    void ndjsonIsOneObjectALine() throws Exception {
        gateway.stream("lines", 1);
        gateway.write("lines", 0, null, "{\n\"n\":1}");
        gateway.write("lines", 0, null, "{\"n\":2}");
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(gateway.uri("/v1/streams/lines/events?from=earliest&limit=2"))
                        .header("Accept", "application/x-ndjson")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        List<String> lines = response.body().lines().toList();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).startsWith("{\"id\":\"AQ").endsWith("}"));
        assertThat(lines.stream().map(line -> line.substring(line.indexOf("\",") + 2)))
                .containsExactly(
                        "\"event\":\"heartbeat\",\"data\":null}",
                        "\"event\":\"event\",\"data\":{ \"n\":1}}",
                        "\"event\":\"event\",\"data\":{\"n\":2}}",
                        "\"event\":\"end\",\"data\":{\"reason\":\"limit\"}}");
    }

    @Test
    void aTinyRingLosesNobody() throws Exception {
        gateway.stream("tiny", 3);
        try (SubscribingGateway other = gateway.another(Map.of("subscribe.ring.events", "3"));
                SseClient one = SseClient.open(other.uri("/v1/streams/tiny/events"));
                SseClient two = SseClient.open(other.uri("/v1/streams/tiny/events"))) {
            one.next();
            two.next();
            for (int n = 0; n < 3_000; n++) {
                gateway.producer().send(SubscribingGateway.record("tiny", n % 3, null, "{\"n\":" + n + "}"));
            }
            for (SseClient client : List.of(one, two)) {
                assertThat(client.take(3_000))
                        .extracting(SseClient.Frame::data)
                        .doesNotHaveDuplicates()
                        .allMatch(data -> data.startsWith("{\"n\":"));
            }
        }
    }

    @Test
    void filteredEventsMoveTheIdWithTheHeartbeat() throws Exception {
        gateway.stream("beat", 1);
        try (SubscribingGateway other = gateway.another(Map.of("subscribe.heartbeat.ms", "100"));
                SseClient client = SseClient.open(other.uri("/v1/streams/beat/events?key=a"))) {
            String first = client.next().id();
            gateway.write("beat", 0, "b", "{}");
            SseClient.Frame frame = client.next();
            while (frame.id().equals(first)) {
                frame = client.next();
            }
            assertThat(frame.event()).isEqualTo("id");
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOffAndNothingIsLeft() throws Exception {
        gateway.stream("slow", 1);
        for (int n = 0; n < 3_000; n++) {
            gateway.producer().send(SubscribingGateway.record("slow", 0, null, BIG));
        }
        gateway.write("slow", 0, null, "{}");
        Map<String, String> settings =
                Map.of("subscribe.write.deadline.ms", "500", "subscribe.linger.ms", "0", "subscribe.max", "1");
        try (SubscribingGateway other = gateway.another(settings)) {
            URI uri = other.uri("/v1/streams/slow/events?from=earliest");
            try (Socket socket = stalled(uri)) {
                Eventually.holds("it is read for", () -> threads("millrace-live-slow") == 1);
                Eventually.holds("it is cut off and nobody reads", () -> threads("millrace-live-slow") == 0);
                assertThat(isCut(socket.getInputStream())).isTrue();
            }
            try (SseClient next = SseClient.open(uri)) {
                assertThat(next.response().statusCode()).as("its place is free").isEqualTo(200);
                assertThat(next.take(3_001)).hasSize(3_001);
                try (SseClient tooMany = SseClient.open(uri)) {
                    assertThat(tooMany.response().statusCode()).isEqualTo(503);
                }
            }
            Eventually.holds("who closes leaves nothing", () -> threads("millrace-live-slow") == 0);
        }
    }

    @Test
    void whatIsRemovedBeforeASlowClientTookItIsAGap() throws Exception {
        gateway.stream("cut", 1);
        for (int n = 0; n < 3_000; n++) {
            gateway.producer().send(SubscribingGateway.record("cut", 0, null, BIG));
        }
        gateway.write("cut", 0, null, "{}");
        try (SubscribingGateway other = gateway.another(Map.of());
                Socket socket = stalled(other.uri("/v1/streams/cut/events?from=earliest"))) {
            socket.setSoTimeout(30_000);
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(20_000)).hasSize(20_000);
            gateway.admin()
                    .deleteRecords(Map.of(new TopicPartition("cut", 0), RecordsToDelete.beforeOffset(3_000)))
                    .all()
                    .get();
            byte[] buffer = new byte[1_000];
            String text = "";
            String gap = "";
            while (!text.contains("data: {}\n")) {
                int read = in.read(buffer);
                text = text.substring(Math.max(0, text.length() - 500))
                        + new String(buffer, 0, read, StandardCharsets.US_ASCII);
                gap = text.contains("event: gap") ? text : gap;
            }
            assertThat(gap).contains("event: gap\ndata: {\"reason\":\"retention\",\"partition\":0,\"from\":");
        }
    }

    @Test
    void aGatewayThatStopsLetsItsClientsGoAndEndsItsThreads() throws Exception {
        gateway.stream("stopping", 1);
        SubscribingGateway other = gateway.another(Map.of());
        try (SseClient client = SseClient.open(other.uri("/v1/streams/stopping/events"))) {
            String first = client.next().id();
            SubscribingGateway.join(other.routes().stop());
            Eventually.holds("its thread has ended", () -> threads("millrace-live-stopping") == 0);
            assertThat(client.next().id()).as("the place, once more").isEqualTo(first);
            assertThat(client.next().event()).isEqualTo("closed");
            try (SseClient late = SseClient.open(other.uri("/v1/streams/stopping/events"))) {
                assertThat(late.response().statusCode()).isEqualTo(503);
            }
        } finally {
            other.close();
        }
    }

    private static Socket stalled(URI uri) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new java.net.InetSocketAddress(uri.getHost(), uri.getPort()));
        String request = "GET " + uri.getPath() + "?" + uri.getQuery() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Whether the answer breaks off instead of going on for ever. */
    private static boolean isCut(InputStream in) {
        try {
            byte[] buffer = new byte[64 << 10];
            int read = 0;
            while (read >= 0) {
                read = in.read(buffer);
            }
        } catch (IOException reset) {
            return true;
        }
        return true;
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }
}
