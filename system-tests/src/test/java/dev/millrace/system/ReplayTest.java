package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pipeline that reads again what it has read: with empty state, as a new generation, from some point on. */
class ReplayTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client;

    @BeforeAll
    static void connect() {
        client = new Client(PLATFORM.baseUrl());
    }

    private static void totals(String name) {
        client.apply("apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + name + "-in}\n"
                + "spec: {key: k, partitions: 1}\n---\napiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: "
                + name + "}\nspec:\n  from: " + name
                + "-in\n  steps:\n    - aggregate:\n        by: k\n        window: {count: 2}\n"
                + "        compute: {total: sum(x)}\n    - select: [k, total]\n");
    }

    private static Client.Answer replay(String pipeline, String body) {
        return client.post("/v1/pipelines/" + pipeline + "/replay", "application/json", body);
    }

    @Test
    void allThatIsRetainedIsReadAgainWithEmptyState() {
        totals("again");
        client.push("again-in", List.of("{\"k\":1,\"x\":5}", "{\"k\":1,\"x\":7}", "{\"k\":1,\"x\":9}"));
        assertThat(client.values("again", 1)).containsExactly("{\"k\":1,\"total\":12}");

        Client.Answer answer = replay("again", "{\"from\": \"earliest\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .containsEntry("pipeline", "again")
                .containsEntry("from", "earliest")
                .containsEntry("generation", 2L);
        assertThat(client.values("again", 2))
                .as("the third event, which waited, is not counted twice")
                .containsExactly("{\"k\":1,\"total\":12}", "{\"k\":1,\"total\":12}");
        client.push("again-in", List.of("{\"k\":1,\"x\":1}"));
        assertThat(client.values("again", 3)).contains("{\"k\":1,\"total\":10}");
        assertThat(client.get("/v1/pipelines/again/status").json()).containsEntry("generation", 2L);
    }

    @Test
    void fromNowOnNothingIsReadAgain() {
        totals("fresh");
        client.push("fresh-in", List.of("{\"k\":1,\"x\":5}", "{\"k\":1,\"x\":7}", "{\"k\":1,\"x\":9}"));
        assertThat(client.values("fresh", 1)).hasSize(1);
        assertThat(replay("fresh", "{\"from\": \"latest\"}").status()).isEqualTo(200);
        client.push("fresh-in", List.of("{\"k\":1,\"x\":1}", "{\"k\":1,\"x\":2}"));
        assertThat(client.values("fresh", 2))
                .as("the event that waited is forgotten")
                .containsExactlyInAnyOrder("{\"k\":1,\"total\":12}", "{\"k\":1,\"total\":3}");
    }

    @Test
    void whatIsNoReplayIsSaid() {
        totals("asked");
        for (String body : List.of("", "[]", "{}", "{\"from\": 5}", "{\"from\": \"soon\"}")) {
            Client.Answer answer = replay("asked", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("expected {\\\"from\\\": \\\"earliest\\\"}");
        }
        assertThat(replay("askd", "{\"from\": \"earliest\"}").status()).isEqualTo(404);
        assertThat(client.get("/v1/pipelines/asked/status").json()).containsEntry("generation", 1L);
    }
}
