package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources over HTTP: what is applied, refused, changed and deleted, and that plans say what is really there. */
class ResourceApiTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client;

    @BeforeAll
    static void connect() {
        client = new Client(PLATFORM.baseUrl());
    }

    private static String stream(String name, String spec) {
        return "apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + name + "}\nspec: " + spec + "\n";
    }

    private static String pipeline(String name, String from, String filter) {
        return "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: " + name + "}\nspec:\n  from: " + from
                + "\n  steps:\n    - filter: " + filter + "\n";
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "{\"n\":" + n + "}").toList();
    }

    @Test
    void explainSaysWhatIsReallyThere() throws Exception {
        client.apply(stream("seen", "{key: n, partitions: 3}") + "---\n" + pipeline("seeing", "seen", "n > 1"));
        Map<String, Object> stage =
                stage(client.get("/v1/pipelines/seeing/explain").json());
        Client.until("all tasks run", () -> status("seeing").contains("\"partition\":2"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", PLATFORM.bootstrapServers()))) {
            for (String role : List.of("output", "deadLetters")) {
                check(admin, asMap(stage.get(role)));
            }
            ((List<?>) stage.get("inputs")).forEach(input -> check(admin, asMap(input)));
            String group = (String) stage.get("group");
            ConsumerGroupDescription real =
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            List<String> tasks = real.members().stream()
                    .flatMap(member -> member.assignment().topicPartitions().stream())
                    .map(p -> p.topic() + "/" + p.partition())
                    .sorted()
                    .toList();
            assertThat(tasks).isEqualTo(stage.get("tasks"));
        }
        Map<String, Object> unsaved = client.post("/v1/explain", "application/yaml", pipeline("never", "seen", "n > 1"))
                .json();
        assertThat(stage(asMap(((List<?>) unsaved.get("pipelines")).get(0))).get("group"))
                .isEqualTo("millrace.never_filter-1_1");
        assertThat(client.get("/v1/pipelines/never").status())
                .as("nothing was applied")
                .isEqualTo(404);
    }

    private static void check(Admin admin, Map<String, Object> topic) {
        try {
            String name = (String) topic.get("topic");
            TopicDescription real =
                    admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
            assertThat((long) real.partitions().size()).isEqualTo(topic.get("partitions"));
        } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
            throw new AssertionError(topic.toString(), e);
        }
    }

    private static Map<String, Object> stage(Map<String, Object> explanation) {
        return asMap(((List<?>) explanation.get("stages")).get(0));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object tree) {
        return (Map<String, Object>) tree;
    }

    private static String status(String pipeline) {
        return client.get("/v1/pipelines/" + pipeline + "/status").body();
    }

    @Test
    void aChangedPipelineGoesOnWhereItWas() {
        client.apply(
                stream("changing", "{key: n, partitions: 2}") + "---\n" + pipeline("change", "changing", "n % 2 == 0"));
        client.push("changing", numbers(0, 100));
        Client.until(
                "the first hundred is done",
                () -> status("change").contains("\"lag\":0")
                        && client.events("change", 50).size() == 50);
        Client.Answer changed = client.apply(pipeline("change", "changing", "n % 2 == 1"));
        assertThat(changed.body()).contains("\"action\":\"changed\",\"generation\":2");
        client.push("changing", numbers(100, 200));
        List<String> expected = IntStream.range(0, 200)
                .filter(n -> n < 100 ? n % 2 == 0 : n % 2 == 1)
                .mapToObj(n -> "{\"n\":" + n + "}")
                .sorted()
                .toList();
        assertThat(client.values("change", 100)).isEqualTo(expected);
        assertThat(client.apply(pipeline("change", "changing", "n % 2 == 1")).body())
                .contains("unchanged");
        assertThat(status("change")).contains("\"generation\":2").contains("\"state\":\"RUNNING\"");
    }

    @Test
    void aNewPipelineStartsWhereItIsTold() {
        client.apply(stream("begun", "{key: n, partitions: 2}"));
        client.push("begun", numbers(0, 10));
        client.apply(pipeline("from-earliest", "begun", "n >= 0"));
        client.apply(pipeline("from-latest", "begun", "n >= 0") + "  start: latest\n");
        client.apply(pipeline("from-long-ago", "begun", "n >= 0") + "  start: 2001-01-01T00:00:00Z\n");
        client.apply(pipeline("from-tomorrow", "begun", "n >= 0") + "  start: 2999-01-01T00:00:00Z\n");
        client.push("begun", numbers(10, 20));
        List<String> all = numbers(0, 20).stream().sorted().toList();
        assertThat(client.values("from-earliest", 20)).isEqualTo(all);
        assertThat(client.values("from-long-ago", 20)).isEqualTo(all);
        assertThat(client.values("from-latest", 10)).isEqualTo(numbers(10, 20));
        assertThat(client.values("from-tomorrow", 10))
                .as("nothing is that late: from now on")
                .isEqualTo(numbers(10, 20));
    }

    @Test
    void aCursorOfAPushReadsOnAfterIt() {
        client.apply(stream("cursors", "{key: n, partitions: 1}"));
        client.push("cursors", numbers(0, 5));
        Client.Answer pushed = client.post("/v1/streams/cursors/events", "application/json", "[{\"n\":5},{\"n\":6}]");
        client.push("cursors", numbers(7, 9));
        Client.Answer read = client.get(
                "/v1/streams/cursors/events?limit=2&from=" + pushed.json().get("cursor"),
                "Accept",
                "application/x-ndjson");
        assertThat(read.body()).contains("{\"n\":7}").contains("{\"n\":8}").doesNotContain("{\"n\":6}");
    }

    @Test
    void whatIsInUseStays() {
        client.apply(stream("used", "{key: n, partitions: 2}") + "---\n" + pipeline("user", "used", "n > 0"));
        assertThat(client.delete("/v1/streams/used").body())
                .contains("\"status\":409")
                .contains("user");
        assertThat(client.put("/v1/streams/used", stream("used", "{key: other, partitions: 2}"))
                        .body())
                .contains("\"status\":409")
                .contains("user");
        assertThat(client.put("/v1/streams/used", stream("used", "{key: n, partitions: 4}"))
                        .status())
                .isEqualTo(409);
        assertThat(client.put("/v1/streams/used", stream("used", "{key: n, partitions: 2, retention: 1h}"))
                        .status())
                .isEqualTo(200);
        assertThat(client.delete("/v1/pipelines/user").status()).isEqualTo(204);
        assertThat(client.delete("/v1/pipelines/user").status())
                .as("deleting again")
                .isEqualTo(204);
        assertThat(client.delete("/v1/streams/used").status()).isEqualTo(204);
        Client.until("it is gone", () -> client.get("/v1/streams/used").status() == 404);
        assertThat(client.get("/v1/streams/user").status()).as("results stay").isEqualTo(200);
    }

    @Test
    void tagsGuardAgainstOverwriting() {
        client.apply(stream("tagged", "{partitions: 2}"));
        Client.until("it is known", () -> client.get("/v1/streams/tagged").status() == 200);
        String tag =
                client.get("/v1/streams/tagged").headers().firstValue("ETag").orElseThrow();
        String changed = stream("tagged", "{partitions: 2, retention: 2d}");
        assertThat(client.put("/v1/streams/tagged", changed, "If-Match", "\"0000000000000000\"")
                        .status())
                .isEqualTo(412);
        assertThat(client.put("/v1/streams/tagged", changed, "If-Match", tag).status())
                .isEqualTo(200);
        assertThat(client.put("/v1/streams/tagged", changed, "If-Match", tag).status())
                .as("the old tag")
                .isEqualTo(412);
        assertThat(client.put("/v1/streams/tagged", stream("other", "{}")).body())
                .contains("the path names")
                .contains("422");
    }

    @Test
    void aDryRunChangesNothing() {
        Client.Answer answer = client.post(
                "/v1/apply?dryRun=true",
                "application/yaml",
                stream("dry", "{}") + "---\n" + pipeline("drier", "dry", "n > 0"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"dryRun\":true").contains("drier_filter-1_1");
        assertThat(client.get("/v1/streams/dry").status()).isEqualTo(404);
    }

    @Test
    void allMistakesOfAFileComeAtOnceAndNothingIsApplied() {
        String file =
                stream("fine", "{partitons: 2}") + "---\n" + pipeline("broken", "fine", "n >") + "    - fliter: true\n";
        Client.Answer answer = client.post("/v1/apply", "application/yaml", file);
        assertThat(answer.status()).isEqualTo(422);
        String lines = ((List<?>) answer.json().get("errors"))
                .stream()
                        .map(e -> asMap(e).get("line") + " " + asMap(e).get("detail"))
                        .collect(Collectors.joining("\n"));
        assertThat(lines).contains("4 ").contains("partitons").contains("12 ").contains("fliter");
        assertThat(answer.body()).contains("did you mean \\\"partitions\\\"?").contains("did you mean \\\"filter\\\"?");
        assertThat(client.get("/v1/streams/fine").status()).isEqualTo(404);
    }

    @Test
    void circlesAreRefused() {
        client.apply(stream("round", "{partitions: 1}") + "---\n" + pipeline("there", "round", "n > 0"));
        String back = pipeline("back", "there", "n > 0") + "  to: round\n";
        Client.Answer answer = client.post("/v1/apply", "application/yaml", back);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("events would go round for ever");
    }

    @ParameterizedTest(name = "{0} {1} is {2}: {3}")
    @CsvSource({
        "GET, /v1/nothing, 404, no such route",
        "GET, /v1/streams/nothing, 404, no such stream",
        "GET, /v1/pipelines/nothing/status, 404, no such pipeline",
        "GET, /v1/pipelines/nothing/state/k, 404, no such pipeline",
        "GET, /v1/schemas/Nothing, 404, no such kind",
        "GET, /v1/streams?what=1, 400, an unknown parameter",
        "PUT, /v1/streams/s?reset=true, 400, only pipelines begin anew",
        "POST, /v1/apply?dryRun=perhaps, 400, neither true nor false",
        "POST, /v1/transactions, 501, not built",
        "GET, /v1/tables/t/k, 501, not built",
        "GET, /v1/breakers, 501, not built",
        "POST, /v1/pipelines/p/pause, 404, no such pipeline",
        "GET, /v1/events?stream=a, 501, several streams are not built",
        "POST, /v1/apply, 422, an empty document",
        "PATCH, /v1/streams, 405, a method the route does not take",
        "GET, /v1/cluster, 200, who is there",
        "GET, /v1/schemas/Pipeline, 200, a schema",
        "GET, /health/ready, 200, ready",
        "GET, /metrics, 200, metrics"
    })
    void statuses(String method, String path, int status, String reason) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(PLATFORM.baseUrl() + path))
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody())
                .timeout(java.time.Duration.ofSeconds(20))
                .build();
        var answer = java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status >= 400) {
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void aTestThatFailsSaysWhatCame() {
        String file = stream("tried", "{}") + "---\n" + pipeline("trial", "tried", "n > 1")
                + "  tests:\n    - name: wrong\n      given:\n        tried:\n          - {n: 2}\n          - {n: 3}\n"
                + "      expect:\n        trial:\n          - {n: 2}\n";
        Client.Answer answer = client.post("/v1/test", "application/yaml", file);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).containsEntry("passed", false);
        assertThat(answer.body()).contains("nothing more was expected");
    }
}
