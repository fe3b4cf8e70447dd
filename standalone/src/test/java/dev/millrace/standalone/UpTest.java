package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UpTest {

    @TempDir
    Path folder;

    @Test
    void startStopStartOnOneFolderKeepsTopicsAndInstance() throws Exception {
        Path data = folder.resolve("data");
        String instance;
        try (PlatformInOneJvm platform = PlatformInOneJvm.in(data).start()) {
            assertThat(get(platform.baseUrl() + "/health/ready")).isEqualTo("200 {\"status\":\"ready\"}");
            assertThat(get(platform.baseUrl() + "/health/live")).isEqualTo("200 {\"status\":\"live\"}");
            try (Admin admin = admin(platform)) {
                admin.createTopics(Set.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }
            instance = Files.readString(data.resolve("instance"));
            assertThat(instance).doesNotContain("_");
        }
        assertThat(data.resolve("format")).hasContent("1");
        try (PlatformInOneJvm platform = PlatformInOneJvm.in(data).start();
                Admin admin = admin(platform)) {
            assertThat(admin.listTopics().names().get()).contains("kept");
            assertThat(data.resolve("instance")).hasContent(instance);
        }
    }

    @Test
    void twoOnTheirOwnFoldersDoNotSeeEachOther() throws Exception {
        try (PlatformInOneJvm one = PlatformInOneJvm.in(folder.resolve("one")).start();
                PlatformInOneJvm two =
                        PlatformInOneJvm.in(folder.resolve("two")).start();
                Admin ofOne = admin(one);
                Admin ofTwo = admin(two)) {
            assertThat(one.baseUrl()).isNotEqualTo(two.baseUrl());
            assertThat(ofOne.describeCluster().clusterId().get())
                    .isNotEqualTo(ofTwo.describeCluster().clusterId().get());
            assertThat(ofOne.describeCluster().nodes().get()).hasSize(1);
            assertThat(get(one.baseUrl() + "/health/ready")).startsWith("200");
            assertThat(get(two.baseUrl() + "/health/ready")).startsWith("200");
        }
    }

    @Test
    void sigtermStopsCleanlyWithExitCodeZeroAndKillLeavesAFolderThatStarts() throws Exception {
        Path data = folder.resolve("data");
        try (UpProcess killed = UpProcess.start("up", "--data", data.toString(), "--port", "0")) {
            killed.awaitLine("Millrace is ready at http://127.0.0.1:");
            killed.process().destroyForcibly().waitFor();
        }
        try (UpProcess up = UpProcess.start("up", "--data", data.toString(), "--port", "0")) {
            String ready = up.awaitLine("Millrace is ready at ");
            String baseUrl = ready.substring("Millrace is ready at ".length());
            assertThat(get(baseUrl + "/health/ready")).isEqualTo("200 {\"status\":\"ready\"}");
            // Not Process.destroy, which closes the streams that are read next.
            up.process().toHandle().destroy();
            up.awaitLine("stopped");
            assertThat(up.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(up.process().exitValue()).isZero();
        }
    }

    private static Admin admin(PlatformInOneJvm platform) {
        return Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()));
    }

    private static String get(String url) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
