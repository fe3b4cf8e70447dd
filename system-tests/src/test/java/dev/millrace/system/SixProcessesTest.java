package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The five services and a broker as six processes, each from the jar an image would hold, run the README's example. */
class SixProcessesTest {

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void theReadmesExampleRuns() throws Exception {
        try (Fleet fleet = new Fleet(folder, Map.of())) {
            fleet.startAll();
            Client client = fleet.gateway();
            runReadme(client);
            clusterNamesAll(client);
            windowsMoveFromProcessToProcess(fleet, client);
            aStoppedIngestIsAnUnknownOutcome(fleet.child("ingest-service-0"), client);
            secondGateway(fleet);
            fleet.terminate();
        }
    }

    /** What stands between the here-document's ends in README.md: first the resources, then the events. */
    private static void runReadme(Client client) {
        Matcher documents = Pattern.compile("<<'EOF'\n(.*?)EOF\n", Pattern.DOTALL)
                .matcher(House.read(House.root().resolve("README.md")));
        assertThat(documents.find()).isTrue();
        client.apply(documents.group(1));
        assertThat(documents.find()).isTrue();
        client.push("orders", List.of(documents.group(1).split("\n")));
        assertThat(client.values("big-orders", 2))
                .containsExactly(
                        "{\"customer\":\"ann\",\"amount\":250,\"vat\":50.0}",
                        "{\"customer\":\"eve\",\"amount\":120,\"vat\":24.0}");
    }

    /** A second aggregate-service takes over some tasks with their open windows, and is killed with SIGKILL; the first takes them back. */
    private static void windowsMoveFromProcessToProcess(Fleet fleet, Client client) throws Exception {
        client.apply("""
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: visits}
                spec:
                  key: visitor
                  partitions: 4
                  timestamp: {field: at, format: epoch-ms}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: by-page}
                spec:
                  from: visits
                  steps:
                    - aggregate:
                        by: page
                        window: {tumbling: 1h}
                        compute:
                          visits: count()
                          seconds: sum(seconds)
                """);
        Map<String, long[]> expected = new TreeMap<>();
        pushVisits(client, 0, 2_000, expected);
        try (ServiceChild second = fleet.start("aggregate-service", 1)) {
            Client.until("the second has rows", () -> {
                assertThat(second.isAlive()).as(second.printed()).isTrue();
                return rowsOf("aggregate-service-1", client) > 0;
            });
            pushVisits(client, 2_000, 4_000, expected);
            second.kill();
        }
        pushVisits(client, 4_000, 6_000, expected);
        client.post("/v1/streams/visits/watermark", "application/json", "{\"to\": \"end\"}");
        Map<String, List<Long>> told = new TreeMap<>();
        client.values("by-page", expected.size()).forEach(row -> {
            var tree = RealData.read(row);
            told.put(
                    tree.get("page").asText(),
                    List.of(tree.get("visits").asLong(), tree.get("seconds").asLong()));
        });
        Map<String, List<Long>> wanted = new TreeMap<>();
        expected.forEach((page, sums) -> wanted.put(page, List.of(sums[0], sums[1])));
        assertThat(told).isEqualTo(wanted);
    }

    private static void pushVisits(Client client, int from, int to, Map<String, long[]> expected) {
        List<String> visits = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String page = "page-" + i * 31 % 101;
            visits.add("{\"visitor\":" + i % 57 + ",\"page\":\"" + page + "\",\"seconds\":" + i % 13 + ",\"at\":"
                    + (7_200_000L + i) + "}");
            long[] sums = expected.computeIfAbsent(page, p -> new long[2]);
            sums[0]++;
            sums[1] += i % 13;
        }
        client.push("visits", visits);
    }

    private static long rowsOf(String instance, Client client) {
        long rows = 0;
        for (var stage :
                RealData.read(client.get("/v1/pipelines/by-page/status").body()).get("stages")) {
            for (var task : stage.get("tasks")) {
                rows += task.get("instance").asText().equals(instance)
                        ? task.get("keys").asLong()
                        : 0;
            }
        }
        return rows;
    }

    /** An ingest-service that hangs may still have the push: 504, and when it answers again pushes are taken again. */
    private static void aStoppedIngestIsAnUnknownOutcome(ServiceChild ingest, Client client) throws Exception {
        String event = "{\"customer\":\"zoe\",\"amount\":1}";
        ingest.signal("STOP");
        try {
            Client.Answer answer = client.post("/v1/streams/orders/events", "application/json", event);
            assertThat(answer.status()).as(answer.body()).isEqualTo(504);
            assertThat(answer.body()).contains("urn:millrace:problem:outcome-unknown", "the ingest-service is silent");
        } finally {
            ingest.signal("CONT");
        }
        Client.until(
                "pushes are taken again",
                () -> client.post("/v1/streams/orders/events", "application/json", event)
                                .status()
                        == 200);
    }

    /** A second gateway does not write itself: it hands changes to the one that leads, and both know the result. */
    private static void secondGateway(Fleet fleet) throws InterruptedException {
        try (ServiceChild child = fleet.start("gateway", 1)) {
            fleet.awaitReady("gateway", 1);
            Client first = fleet.gateway();
            Client second = fleet.gateway(1);
            assertThat(second.apply(
                                    "apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: by-the-second}\nspec: {partitions: 1}\n")
                            .body())
                    .contains("created");
            assertThat(child.printed()).doesNotContain("this gateway writes resources");
            assertThat(second.get("/v1/streams/by-the-second").status()).isEqualTo(200);
            Client.until(
                    "the first knows it too",
                    () -> first.get("/v1/streams/by-the-second").status() == 200);
            assertThat(second.values("big-orders", 2))
                    .as("cursors and streams are the same on any gateway")
                    .hasSize(2);
        }
    }

    private static void clusterNamesAll(Client client) {
        Client.until("all five are seen", () -> {
            String cluster = client.get("/v1/cluster").body();
            return Fleet.SERVICES.stream().allMatch(cluster::contains);
        });
        assertThat(client.get("/v1/cluster").body()).contains("\"service\":\"cep-service\",\"steps\":[]");
    }
}
