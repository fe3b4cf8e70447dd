package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that cannot go on says why, remembers it over restarts, and tries again when it is told to. */
class FailedPipelineTest {

    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void failedIsRememberedOverARestart() throws Exception {
        PlatformInOneJvm platform = PlatformInOneJvm.in(folder.resolve("data"));
        try (PlatformInOneJvm first = platform.start()) {
            new Client(first.baseUrl()).apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: source}
                    spec: {partitions: 1}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: copy}
                    spec: {from: source}
                    """);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", first.bootstrapServers()))) {
                admin.deleteTopics(List.of("copy")).all().get();
            }
        }
        Object since;
        try (PlatformInOneJvm second = platform.start()) {
            Client client = new Client(second.baseUrl());
            Client.until(
                    "the pipeline has failed",
                    () -> "FAILED".equals(status(client).get("state")));
            assertThat((String) status(client).get("reason")).contains("the topic copy does not exist any more");
            since = status(client).get("since");
        }
        try (PlatformInOneJvm third = platform.start()) {
            Client client = new Client(third.baseUrl());
            assertThat(status(client)).containsEntry("state", "FAILED").containsEntry("since", since);
            assertThat(client.post("/v1/pipelines/copy/restart", "application/json", "")
                            .status())
                    .isEqualTo(200);
            Client.until(
                    "it has tried again, in vain",
                    () -> "FAILED".equals(status(client).get("state"))
                            && !since.equals(status(client).get("since")));
        }
    }

    /** Topics that are deleted, or deleted and created again, while pipelines read and write them. */
    @Test
    @Timeout(180)
    void topicsThatGoUnderRunningPipelinesAreNamed() throws Exception {
        try (PlatformInOneJvm platform =
                        PlatformInOneJvm.in(folder.resolve("data")).start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()))) {
            Client client = new Client(platform.baseUrl());
            client.apply(stream("source")
                    + stream("gone")
                    + stream("again")
                    + pipeline("no-input", "gone")
                    + pipeline("other-input", "again")
                    + pipeline("no-output", "source")
                    + pipeline("no-log", "source")
                    + pipeline("well", "source"));
            for (String stream : List.of("source", "gone", "again")) {
                client.push(stream, List.of("{\"k\":\"a\"}", "{\"k\":\"b\"}"));
            }
            for (String pipeline : List.of("no-input", "other-input", "no-output", "no-log", "well")) {
                assertThat(client.values(pipeline, 2)).hasSize(2);
            }
            String log = "millrace.no-log_aggregate-1_1_state";
            admin.deleteTopics(List.of("gone", "again", "no-output", log)).all().get();
            Client.until("the topic is gone", () -> create(admin, "again"));

            Map<String, String> reasons = Map.of(
                    "no-input", "the topic gone does not exist any more",
                    "other-input", "the topic again was deleted and created again since the pipeline was applied",
                    "no-output", "the topic no-output does not exist any more",
                    "no-log", "the topic " + log + " does not exist any more");
            reasons.forEach((pipeline, reason) -> {
                Client.until(
                        pipeline + " has failed",
                        () -> "FAILED".equals(status(client, pipeline).get("state")));
                assertThat(status(client, pipeline)).containsEntry("reason", reason);
            });
            client.push("source", List.of("{\"k\":\"c\"}"));
            assertThat(client.values("well", 3)).as("others go on").hasSize(3);
        }
    }

    private static boolean create(Admin admin, String topic) {
        try {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            return true;
        } catch (ExecutionException stillThere) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String stream(String name) {
        return "---\napiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + name
                + "}\nspec: {key: k, partitions: 1}\n";
    }

    private static String pipeline(String name, String from) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: %s
                  steps:
                    - aggregate: {by: k, window: {tumbling: 1h}, compute: {n: count()}, emit: on-update}
                """.formatted(name, from);
    }

    private static Map<String, Object> status(Client client) {
        return status(client, "copy");
    }

    private static Map<String, Object> status(Client client, String pipeline) {
        return client.get("/v1/pipelines/" + pipeline + "/status").json();
    }
}
