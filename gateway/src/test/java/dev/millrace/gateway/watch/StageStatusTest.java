package dev.millrace.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.plan.PlannedStreams;
import dev.millrace.engine.plan.Planner;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** How far time has come in a pipeline and who holds it back, as a person reads it. */
class StageStatusTest {

    private static final String REKEY = "millrace.p_aggregate-1.rekey_1";
    private static final String KEYED = "millrace.p_aggregate-1_1";
    private static final String BETWEEN = KEYED + "_repartition";

    /** Two sources of two partitions each, then a stage of two tasks behind a repartition topic. */
    private static Plan plan() throws Exception {
        PlannedStreams streams = name -> new StreamRef(name, "id of " + name, 2, null, null);
        return Planner.plan(
                (PipelineResource) ResourceReader.read("""
                                apiVersion: millrace.dev/v1
                                kind: Pipeline
                                metadata: {name: p}
                                spec:
                                  from: [flights, trains]
                                  steps:
                                    - aggregate:
                                        by: line
                                        window: {tumbling: 1m}
                                        compute: {n: count()}
                                """).resources().get(0), 1, streams, null);
    }

    private static JsonObject task(String stream, int partition, String watermark, boolean idle, int heldBackBy) {
        return new JsonObject()
                .put("stream", stream)
                .put("partition", partition)
                .put("lag", 5)
                .put("watermark", watermark)
                .put("idle", idle)
                .put("heldBackByTask", heldBackBy)
                .put("late", 1)
                .put("keys", 10)
                .put("openWindows", stream.equals(BETWEEN) ? 6 : 0)
                .put("waitingEvents", stream.equals(BETWEEN) ? 170 : 0);
    }

    private static StageStatus status(String stage, JsonObject... tasks) throws Exception {
        StageStatus status = new StageStatus(plan());
        hear(status, stage, tasks);
        return status;
    }

    private static void hear(StageStatus status, String stage, JsonObject... tasks) {
        JsonArray list = new JsonArray();
        for (JsonObject task : tasks) {
            list.add(task);
        }
        status.heard(new JsonObject()
                .put("stage", stage)
                .put("instance", "a")
                .put("restarts", 1)
                .put("tasks", list)
                .put("restoring", new JsonArray()));
    }

    @Test
    void tasksThatReadTheirStateAreSaid() throws Exception {
        StageStatus status = new StageStatus(plan());
        status.heard(new JsonObject()
                .put("stage", KEYED)
                .put("instance", "b")
                .put("restarts", 0)
                .put("tasks", new JsonArray())
                .put(
                        "restoring",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("stream", BETWEEN)
                                        .put("partition", 1)
                                        .put("share", 0.75))
                                .add(new JsonObject()
                                        .put("stream", BETWEEN)
                                        .put("partition", 3)
                                        .put("share", 0.5))));
        assertThat(status.explanation())
                .containsExactly("2 tasks of " + KEYED + " read their state after a change of owner, 50 % done");
        JsonObject stage = status.stages().stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("id").equals(KEYED))
                .findFirst()
                .orElseThrow();
        assertThat(stage.getJsonArray("restoring").getJsonObject(1))
                .isEqualTo(new JsonObject()
                        .put("stream", BETWEEN)
                        .put("partition", 3)
                        .put("share", 0.5)
                        .put("instance", "b"));
    }

    @Test
    void whatBoundsMadeGoIsAddedUpByReason() throws Exception {
        StageStatus status = status(
                KEYED,
                task(BETWEEN, 0, null, false, -1)
                        .put("evicted", new JsonObject().put("evicted-ttl", 2L).put("evicted-max-keys", 3L)),
                task(BETWEEN, 1, null, false, -1).put("evicted", new JsonObject().put("evicted-max-keys", 4L)));
        assertThat(status.stages().getJsonObject(1).getJsonObject("evicted"))
                .isEqualTo(new JsonObject().put("evicted-ttl", 2L).put("evicted-max-keys", 7L));
    }

    @Test
    void theSourcePartitionIsNamedThroughTheStageBetween() throws Exception {
        StageStatus status = status(
                KEYED,
                task(BETWEEN, 0, "2001-01-01T05:00:00Z", false, 3),
                task(BETWEEN, 1, "2001-01-01T05:00:01Z", false, 0));
        hear(
                status,
                REKEY,
                task("flights", 0, "2001-01-01T07:00:00Z", false, -1),
                task("trains", 1, "2001-01-01T05:00:02Z", false, -1));
        JsonObject keyed = status.stages().getJsonObject(1);
        assertThat(keyed.getString("watermark")).isEqualTo("2001-01-01T05:00:00Z");
        assertThat(keyed.getJsonObject("heldBackBy"))
                .isEqualTo(new JsonObject()
                        .put("stage", REKEY)
                        .put("stream", "trains")
                        .put("partition", 1)
                        .put("watermark", "2001-01-01T05:00:02Z"));
        assertThat(status.explanation().getString(0))
                .isEqualTo(
                        "12 windows with 340 events wait for the watermark, which partition 1 of trains holds at 2001-01-01T05:00:02Z");
    }

    @Test
    void anUpstreamTaskNobodyReportsIsNamedAllTheSame() throws Exception {
        StageStatus status = status(KEYED, task(BETWEEN, 0, "2001-01-01T05:00:00Z", false, 1));
        assertThat(status.stages().getJsonObject(1).getJsonObject("heldBackBy"))
                .isEqualTo(new JsonObject()
                        .put("stage", REKEY)
                        .put("stream", "flights")
                        .put("partition", 1)
                        .put("watermark", "2001-01-01T05:00:00Z"));
    }

    @Test
    void whoIsIdleHoldsNobodyBack() throws Exception {
        StageStatus status = status(
                REKEY,
                task("flights", 0, "2001-01-01T01:00:00Z", true, -1),
                task("flights", 1, "2001-01-01T03:00:00Z", false, -1),
                task("trains", 0, "end", false, -1));
        JsonObject rekey = status.stages().getJsonObject(0);
        assertThat(rekey.getString("watermark")).isEqualTo("2001-01-01T03:00:00Z");
        assertThat(rekey.getJsonObject("heldBackBy").getInteger("partition")).isEqualTo(1);
        assertThat(rekey.getJsonObject("heldBackBy").getString("stream")).isEqualTo("flights");
    }

    @Test
    void whoKnowsNothingHoldsEverybodyBack() throws Exception {
        StageStatus status =
                status(KEYED, task(BETWEEN, 0, "2001-01-01T01:00:00Z", false, -1), task(BETWEEN, 1, null, false, -1));
        assertThat(status.stages().getJsonObject(1).getString("watermark")).isNull();
        assertThat(status.explanation().getString(0))
                .isEqualTo("12 windows with 340 events wait for the watermark, which partition 1 of " + BETWEEN
                        + " holds: nothing is known of its time yet");
    }

    @Test
    void whenAllAreIdleNobodyIsNamed() throws Exception {
        JsonObject one = task(BETWEEN, 0, "2001-01-01T01:00:00Z", true, -1)
                .put("openWindows", 1)
                .put("waitingEvents", 1);
        StageStatus status = status(KEYED, one);
        JsonObject keyed = status.stages().getJsonObject(1);
        assertThat(keyed.getString("watermark")).isEqualTo("2001-01-01T01:00:00Z");
        assertThat(keyed.getValue("heldBackBy")).isNull();
        assertThat(status.explanation().getString(0))
                .isEqualTo("1 window with 1 event waits for the watermark, while all its inputs are silent");
    }

    @Test
    void whatTasksCountIsSummed() throws Exception {
        StageStatus status = status(KEYED, task(BETWEEN, 0, "end", false, -1));
        hear(status, KEYED, task(BETWEEN, 1, "end", false, -1));
        JsonObject keyed = status.stages().getJsonObject(1);
        assertThat(keyed.getLong("lag")).isEqualTo(10);
        assertThat(keyed.getLong("late")).isEqualTo(2);
        assertThat(keyed.getLong("keys")).isEqualTo(20);
        assertThat(keyed.getLong("openWindows")).isEqualTo(12);
        assertThat(keyed.getLong("waitingEvents")).isEqualTo(340);
        assertThat(keyed.getInteger("restarts")).isEqualTo(2);
        assertThat(keyed.getString("watermark")).isEqualTo("end");
        assertThat(keyed.getJsonArray("tasks")).hasSize(2);
        assertThat(keyed.getJsonArray("tasks").getJsonObject(0).fieldNames()).doesNotContain("heldBackByTask");
        assertThat(status.stages().getJsonObject(0).getJsonArray("tasks")).isEmpty();
    }
}
