package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking over HTTP what pipelines keep, and bounds of what they keep, in a whole platform. */
class KeyedStateTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client;

    @BeforeAll
    static void start() {
        client = new Client(PLATFORM.baseUrl());
        client.apply("""
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: sales}
                spec: {key: shop, partitions: 4, timestamp: {field: at, format: epoch-ms}, watermark: {onIdle: hold}}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: by-shop}
                spec:
                  from: sales
                  steps:
                    - aggregate: {by: shop, window: {tumbling: 1h}, compute: {sales: count(), paid: sum(price)}}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: by-item}
                spec:
                  from: sales
                  steps:
                    - filter: price > 0
                    - name: items
                      aggregate: {by: [item, size], window: {tumbling: 1h}, compute: {sales: count()}}
                    - name: sizes
                      aggregate: {by: size, window: {tumbling: 1d}, compute: {items: count()}}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: dear}
                spec:
                  from: sales
                  steps:
                    - filter: price > 100
                """);
        client.push(
                "sales",
                List.of(
                        sale("a/b ü", "tea", "1", 5, 3_600_000),
                        sale("a/b ü", "tea", "1", 7, 3_600_001),
                        sale("a/b ü", "tea", "2", 11, 7_200_000),
                        sale("12", "tea", "1", 13, 3_600_002)));
        Client.until("all is counted", () -> keys("by-shop") == 3 && keys("by-item") == 2);
    }

    private static String sale(String shop, String item, String size, int price, long at) {
        return "{\"shop\":\"" + shop + "\",\"item\":\"" + item + "\",\"size\":" + size + ",\"price\":" + price
                + ",\"at\":" + at + "}";
    }

    private static long keys(String pipeline) {
        long keys = 0;
        for (var stage : RealData.read(
                        client.get("/v1/pipelines/" + pipeline + "/status").body())
                .get("stages")) {
            keys += stage.get("keys").asLong();
        }
        return keys;
    }

    private static String path(String pipeline, String key) {
        return "/v1/pipelines/" + pipeline + "/state/"
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void openWindowsOfAKey() {
        Client.Answer answer = client.get(path("by-shop", "a/b ü"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Map<String, Object> said = answer.json();
        assertThat(said.keySet())
                .containsExactly("pipeline", "step", "key", "source", "ageMillis", "asOf", "windows", "waits");
        assertThat(said)
                .containsEntry("pipeline", "by-shop")
                .containsEntry("step", "aggregate-1")
                .containsEntry("key", "a/b ü")
                .containsEntry("source", "task");
        assertThat((Long) said.get("ageMillis")).isBetween(0L, 1_000L);
        assertThat(Instant.parse((String) said.get("asOf")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(dev.millrace.model.json.JsonTree.writeText(said.get("windows")))
                .isEqualTo(
                        "[{\"shop\":\"a/b ü\",\"windowStart\":3600000,\"windowEnd\":7200000,\"sales\":2,\"paid\":12,\"pane\":0},"
                                + "{\"shop\":\"a/b ü\",\"windowStart\":7200000,\"windowEnd\":10800000,\"sales\":1,\"paid\":11,\"pane\":0}]");
        List<?> waits = (List<?>) said.get("waits");
        assertThat(waits).as("why neither has been told").hasSize(2);
        assertThat((String) waits.get(0))
                .startsWith(
                        "is told when the watermark comes to 1970-01-01T02:00:00Z, which stands at 1970-01-01T01:59:55Z: "
                                + "partition ")
                .endsWith(" of sales holds it at 1970-01-01T01:59:55Z");
        assertThat((String) waits.get(1)).startsWith("is told when the watermark comes to 1970-01-01T03:00:00Z,");
        assertThat(client.get("/v1/pipelines/by-shop/status").body())
                .contains("\"oldestWindowCloses\":\"1970-01-01T02:00:00Z\"");
    }

    @ParameterizedTest(name = "{0} {1}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            by-shop | 12           |            | "sales":1,"paid":13 | a text that looks like a number
            by-shop | ["12"]       |            | "sales":1,"paid":13 | the same as an array
            by-item | ["tea",1.0]  | step=items | "item":"tea","size":1,"windowStart":3600000,"windowEnd":7200000,"sales":3 | two values, behind a repartition topic
            by-item | ["tea", 2]   | step=items | "sales":1           | another group of it
            """)
    void keysAsPeopleWriteThem(String pipeline, String key, String query, String part, String reason) {
        Client.Answer answer = client.get(path(pipeline, key) + (query == null ? "" : "?" + query));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).as(reason).contains(part).contains("\"source\":\"task\"");
    }

    @ParameterizedTest(name = "{0} {1} {2} is {3}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            by-shop | nobody      |            | 404 | the step "aggregate-1" keeps nothing of the group ["nobody"]: it has no open window
            by-shop | 7           |            | 404 | the step "aggregate-1" keeps nothing of the group ["7"] or [7]: it has no open window
            by-shop | [12]        |            | 404 | the step "aggregate-1" keeps nothing of the group [12] or ["[12]"]: it has no open window
            by-shp  | 12          |            | 404 | there is no pipeline "by-shp"; did you mean "by-shop"?
            dear    | 12          |            | 404 | the pipeline "dear" has no state: none of its steps keeps any
            by-item | 1           | step=item  | 404 | the pipeline "by-item" has no step "item" that keeps state; there are items, sizes; did you mean "items"?
            by-shop | 12          | step=other | 404 | the pipeline "by-shop" has no step "other" that keeps state; there is aggregate-1
            by-item | 1           |            | 400 | several steps of the pipeline "by-item" keep state: say which with ?step=, one of items, sizes
            by-item | tea         | step=items | 400 | the key: the step groups by item, size: expected a JSON array of 2 values in this order; found tea
            by-shop | 12          | stpe=x     | 400 | unknown parameter "stpe"; did you mean "step"?
            """)
    void whatIsNotThereIsSaid(String pipeline, String key, String query, int status, String sentence) {
        Client.Answer answer = client.get(path(pipeline, key) + (query == null ? "" : "?" + query));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json()).containsEntry("detail", sentence);
    }

    @Test
    void nobodyAnswersForAPipelineThatRests() {
        client.apply("""
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: resting}
                spec:
                  from: sales
                  steps:
                    - aggregate: {by: shop, window: {tumbling: 1h}, compute: {sales: count()}}
                """);
        Client.until("it counts", () -> client.get(path("resting", "12")).status() == 200);
        client.post("/v1/pipelines/resting/pause", "application/json", "");
        Client.until("its worker has gone", () -> {
            Client.Answer answer = client.get(path("resting", "12"));
            return answer.status() == 503
                    && answer.headers().firstValue("Retry-After").isPresent()
                    && answer.body().contains("cannot say just now");
        });
        client.post("/v1/pipelines/resting/resume", "application/json", "");
        Client.until("it answers again", () -> client.get(path("resting", "12")).status() == 200);
    }

    @Test
    void whatABoundMakesGoIsToldAndCounted() {
        client.apply("""
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: visits}
                spec: {key: page, partitions: 1, timestamp: {field: at, format: epoch-ms}}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: few}
                spec:
                  from: visits
                  steps:
                    - aggregate: {by: page, window: {tumbling: 1h}, compute: {visits: count()}, maxKeys: 2}
                """);
        client.push("visits", List.of(visit("a"), visit("b"), visit("a"), visit("c"), visit("b")));
        assertThat(client.values("few", 2))
                .containsExactly(
                        "{\"page\":\"a\",\"windowStart\":0,\"windowEnd\":3600000,\"visits\":2,\"pane\":0}",
                        "{\"page\":\"b\",\"windowStart\":0,\"windowEnd\":3600000,\"visits\":1,\"pane\":0}");
        Client.until(
                "status says so",
                () -> RealData.read(client.get("/v1/pipelines/few/status").body())
                                .at("/stages/0/evicted/evicted-max-keys")
                                .asLong()
                        == 2);
        assertThat(client.get(path("few", "b")).body()).contains("\"visits\":1,\"pane\":1");
        client.post("/v1/streams/visits/watermark", "application/json", "{\"to\": \"end\"}");
        assertThat(client.values("few", 4))
                .as("the pipeline goes on, and the later result of b has another number")
                .containsExactly(
                        "{\"page\":\"a\",\"windowStart\":0,\"windowEnd\":3600000,\"visits\":2,\"pane\":0}",
                        "{\"page\":\"b\",\"windowStart\":0,\"windowEnd\":3600000,\"visits\":1,\"pane\":0}",
                        "{\"page\":\"b\",\"windowStart\":0,\"windowEnd\":3600000,\"visits\":1,\"pane\":1}",
                        "{\"page\":\"c\",\"windowStart\":0,\"windowEnd\":3600000,\"visits\":1,\"pane\":0}");
        assertThat(client.frames("few", 4, false))
                .extracting(frame -> frame.get("event"))
                .containsOnly("event");
    }

    private static String visit(String page) {
        return "{\"page\":\"" + page + "\",\"at\":5}";
    }
}
