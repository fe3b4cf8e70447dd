package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.PlatformInOneJvm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Why a window has not fired, who holds the watermark back, and what silence does: told by {@code status}. */
@Timeout(60)
class WatermarkStatusTest {

    private static final int PARTITIONS = 3;
    /** The start of a minute. */
    private static final long BASE = 1_000_000_020_000L;

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client() {
        return new Client(PLATFORM.baseUrl());
    }

    /** A key that Kafka's partitioner brings to that partition. */
    private static String keyOf(int partition) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "key" + i)
                .filter(key ->
                        Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % PARTITIONS == partition)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> events(int partition, int fromSecond, int toSecond) {
        List<String> events = new ArrayList<>();
        for (int second = fromSecond; second <= toSecond; second++) {
            events.add("{\"k\":\"" + keyOf(partition) + "\",\"o\":\"x\",\"at\":" + (BASE + second * 1_000L) + "}");
        }
        return events;
    }

    private static String declared(String name, String watermark, String by, String window) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: %1$s}
                spec:
                  key: k
                  partitions: %2$d
                  timestamp: {field: at, format: epoch-ms}
                  watermark: %3$s
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %1$s-counts}
                spec:
                  from: %1$s
                  steps:
                    - aggregate:
                        by: %4$s
                        window: {tumbling: %5$s}
                        compute:
                          n: count()
                """.formatted(name, PARTITIONS, watermark, by, window);
    }

    /** The last stage's entry. */
    private static JsonNode stage(String pipeline) {
        JsonNode stages = RealData.read(
                        client().get("/v1/pipelines/" + pipeline + "/status").body())
                .get("stages");
        return stages.get(stages.size() - 1);
    }

    private static void untilStanding(String pipeline, long windows, long events) {
        Client.until(
                windows + " windows with " + events + " events wait",
                () -> stage(pipeline).path("openWindows").asLong() == windows
                        && stage(pipeline).path("waitingEvents").asLong() == events);
    }

    @Test
    void theStoppedPartitionIsNamedWithItsNumber() {
        client().apply(declared("readings", "{maxDelay: 0s, idleAfter: 1h}", "o", "1m"));
        client().push("readings", events(2, 0, 50));
        client().push("readings", events(0, 0, 300));
        client().push("readings", events(1, 0, 300));

        // Six minutes have begun; the first ends at second 60, and partition 2 stands at second 50.
        untilStanding("readings-counts", 6, 51 + 301 + 301);
        JsonNode stage = stage("readings-counts");
        assertThat(stage.get("heldBackBy").get("stream").asText()).isEqualTo("readings");
        assertThat(stage.get("heldBackBy").get("partition").asInt()).isEqualTo(2);
        assertThat(stage.get("heldBackBy").get("watermark").asText()).isEqualTo("2001-09-09T01:47:50Z");
        String status = client().get("/v1/pipelines/readings-counts/status").body();
        assertThat(status)
                .contains("6 windows with 653 events wait for the watermark, which partition 2 of readings holds at"
                        + " 2001-09-09T01:47:50Z");

        client().push("readings", events(2, 400, 400));

        // Five minutes are told; in the sixth are the two events of second 300, in the seventh the last one.
        untilStanding("readings-counts", 2, 3);
        assertThat(stage("readings-counts").get("heldBackBy").get("partition").asInt())
                .isZero();
        assertThat(client().values("readings-counts", 5)).hasSize(5);
    }

    @Test
    void silenceLeavesAPartitionOutAndThenMovesTimeOn() {
        client().apply(declared("idle", "{maxDelay: 0s, idleAfter: 1s}", "o", "2s"));
        client().push("idle", events(2, 0, 2));
        client().push("idle", events(0, 0, 5));

        // Partition 1 never had an event, partition 2 stops: both are left out. Then all are silent: the clock closes
        // the last window.
        List<String> results = client().values("idle-counts", 3);
        assertThat(results)
                .anyMatch(row -> row.contains("\"n\":4"))
                .anyMatch(row -> row.contains("\"n\":3"))
                .anyMatch(row -> row.contains("\"n\":2"));
        // What is told of a stage is up to a second old: before all this, too, nothing waited.
        Client.until("silence has moved time on", () -> advancedMillis("idle-counts") >= 1_000);
        assertThat(advancedMillis("idle-counts"))
                .as("from second 5 to the window's end")
                .isEqualTo(1_000);
        untilStanding("idle-counts", 0, 0);

        client().push("idle", events(2, 5, 5));
        Client.Answer late = client().get(
                        "/v1/streams/idle-counts.late/events?from=earliest&limit=1&headers=true",
                        "Accept",
                        "application/x-ndjson");
        assertThat(late.body())
                .contains("idle-advance")
                .contains("\"mr-window-start\":\"2001-09-09T01:47:04Z\"")
                .contains("\"mr-late-by\":\"1000\"");
    }

    private long advancedMillis(String pipeline) {
        long advanced = 0;
        for (JsonNode task : stage(pipeline).path("tasks")) {
            advanced += task.get("idleAdvanceMillis").asLong();
        }
        return advanced;
    }

    @Test
    void heldTimeWaits() {
        client().apply(declared("held", "{maxDelay: 0s, idleAfter: 500ms, onIdle: hold}", "[k, o]", "2s"));
        client().push("held", events(0, 0, 4));
        untilStanding("held-counts", 1, 1);
        Client.until("all inputs are silent", () -> {
            boolean idle = true;
            for (JsonNode task : stage("held-counts").get("tasks")) {
                idle &= task.get("idle").asBoolean();
            }
            return idle;
        });
        assertThat(stage("held-counts").get("openWindows").asLong())
                .as("silence closes nothing")
                .isEqualTo(1);
        client().push("held", events(0, 6, 6));
        assertThat(client().values("held-counts", 3)).hasSize(3);
    }
}
