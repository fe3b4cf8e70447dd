package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
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

    private static Map<String, Object> status(Client client) {
        return client.get("/v1/pipelines/copy/status").json();
    }
}
