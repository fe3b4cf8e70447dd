package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipelines that are paused, go on, and start again: nothing is lost and nothing comes twice. */
class PauseTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client;

    @BeforeAll
    static void connect() {
        client = new Client(PLATFORM.baseUrl());
    }

    private static void copy(String name, String filter) {
        client.apply("apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + name + "-in}\n"
                + "spec: {key: n, partitions: 2}\n---\n" + pipeline(name, filter));
    }

    private static String pipeline(String name, String filter) {
        return "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: " + name + "}\nspec:\n  from: " + name
                + "-in\n  steps:\n    - filter: " + filter + "\n";
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "{\"n\":" + n + "}").toList();
    }

    private static Client.Answer tell(String pipeline, String what) {
        return client.post("/v1/pipelines/" + pipeline + "/" + what, "application/json", "");
    }

    private static Map<String, Object> status(String pipeline) {
        return client.get("/v1/pipelines/" + pipeline + "/status").json();
    }

    private static boolean works(String pipeline) {
        return client.get("/v1/pipelines/" + pipeline + "/status").body().contains("\"partition\":1");
    }

    @Test
    void aPausedPipelineGoesOnWhereItStopped() {
        copy("waiting", "n >= 0");
        client.push("waiting-in", numbers(0, 50));
        assertThat(client.values("waiting", 50)).hasSize(50);
        Client.Answer paused = tell("waiting", "pause");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json()).containsEntry("state", "PAUSED");
        assertThat(status("waiting")).containsEntry("state", "PAUSED");
        assertThat(tell("waiting", "pause").json()).as("asked again").isEqualTo(paused.json());
        Client.until("its workers have left", () -> !works("waiting"));
        client.push("waiting-in", numbers(50, 100));

        assertThat(tell("waiting", "restart").status()).isEqualTo(409);
        assertThat(tell("waiting", "restart").body()).contains("resume");
        assertThat(tell("waiting", "resume").json()).containsEntry("state", "RUNNING");
        assertThat(tell("waiting", "resume").json()).containsEntry("state", "RUNNING");
        assertThat(client.values("waiting", 100))
                .isEqualTo(numbers(0, 100).stream().sorted().toList());
    }

    @Test
    void pauseAndResumeInOneBreathLoseNothing() {
        copy("hasty", "n >= 0");
        for (int round = 0; round < 5; round++) {
            client.push("hasty-in", numbers(round * 20, round * 20 + 20));
            tell("hasty", "pause");
            tell("hasty", "resume");
            tell("hasty", "restart");
        }
        assertThat(client.values("hasty", 100))
                .isEqualTo(numbers(0, 100).stream().sorted().toList());
    }

    /** Workers that have only just begun to join are overtaken by the next change. */
    @Test
    void changesInOneBreathLoseNothingAndRepeatNothing() {
        copy("rapid", "n >= 0");
        for (int round = 1; round <= 6; round++) {
            client.push("rapid-in", numbers(round * 20, round * 20 + 20));
            assertThat(client.apply(pipeline("rapid", "n >= -" + round)).body()).contains("\"changed\"");
        }
        assertThat(client.values("rapid", 120))
                .isEqualTo(numbers(20, 140).stream().sorted().toList());
    }

    @Test
    void aPausedPipelineThatIsChangedStaysPaused() {
        copy("changed", "n >= 0");
        tell("changed", "pause");
        assertThat(client.apply(pipeline("changed", "n >= 10")).body()).contains("\"generation\":2");
        assertThat(status("changed")).containsEntry("state", "PAUSED").containsEntry("generation", 2L);
        client.push("changed-in", numbers(0, 20));
        assertThat(works("changed")).isFalse();
        tell("changed", "resume");
        assertThat(client.values("changed", 10))
                .isEqualTo(numbers(10, 20).stream().sorted().toList());
    }

    @Test
    void aRestartIsANewBeginningOfTheWorkers() {
        copy("restarted", "n >= 0");
        client.push("restarted-in", numbers(0, 10));
        assertThat(client.values("restarted", 10)).hasSize(10);
        Client.until("it says what it has read", () -> read("restarted") == 10);
        Object since = status("restarted").get("since");
        assertThat(tell("restarted", "restart").json()).containsEntry("state", "RUNNING");
        Client.until("new workers count from nothing", () -> works("restarted") && read("restarted") == 0);
        assertThat(status("restarted").get("since")).isNotEqualTo(since);
        client.push("restarted-in", numbers(10, 20));
        assertThat(client.values("restarted", 20))
                .isEqualTo(numbers(0, 20).stream().sorted().toList());
    }

    @SuppressWarnings("unchecked")
    private static long read(String pipeline) {
        Map<String, Object> stage =
                (Map<String, Object>) ((List<?>) status(pipeline).get("stages")).get(0);
        return ((List<Map<String, Object>>) stage.get("tasks"))
                .stream()
                        .mapToLong(task -> ((Number) task.get("read")).longValue())
                        .sum();
    }
}
