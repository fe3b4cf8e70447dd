package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.system.guarantee.CountsUp;
import dev.millrace.system.guarantee.EachPaneOnce;
import dev.millrace.system.guarantee.ExactlyOnce;
import dev.millrace.system.guarantee.Guarantee;
import dev.millrace.system.guarantee.IdsAdvance;
import dev.millrace.system.guarantee.OrderPerKey;
import dev.millrace.system.guarantee.Pushed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers are pushed while aggregate-service grows from one worker to two, and from one process to two, and shrinks again: by leaving and by dying, with restarts
 * in between. Whatever the number of workers, each partition has one owner, all have their part, and the results are those of one worker.
 */
class ScalingTest {

    private static final int PARTITIONS = 8;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    /** A session is 6 s, and its last heartbeat was up to 2 s before the stop. */
    private static final Duration LEAST_SESSION = Duration.ofSeconds(4);

    private static final String FIRST = "aggregate-service-0";
    private static final String SECOND = "aggregate-service-1";

    /** {@code counted} and {@code updated} read the stream directly, {@code spread} through a repartition topic; the day's window stays open all the time. */
    private static final String PIPELINES = """
            apiVersion: millrace.dev/v1
            kind: Stream
            metadata: {name: numbers}
            spec: {key: k, partitions: 8}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: counted}
            spec:
              from: numbers
              steps:
                - aggregate: {by: [k, n], window: {tumbling: 1s}, compute: {count: count()}}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: spread}
            spec:
              from: numbers
              steps:
                - aggregate: {by: n, window: {tumbling: 1s}, compute: {count: count()}}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: updated}
            spec:
              from: numbers
              steps:
                - aggregate: {by: k, window: {tumbling: 1d}, compute: {count: count(), n: last(n)}, emit: on-update}
            """;

    private static final Map<String, List<Guarantee>> GUARANTEES = Map.of(
            "counted", List.of(new ExactlyOnce(), new EachPaneOnce("k", "n"), new IdsAdvance()),
            "spread", List.of(new ExactlyOnce(), new EachPaneOnce("n"), new IdsAdvance()),
            "updated", List.of(new CountsUp(), new EachPaneOnce("k"), new OrderPerKey(), new IdsAdvance()));

    private static final List<String> STAGES = List.of(
            "millrace.counted_aggregate-1_1",
            "millrace.spread_aggregate-1.rekey_1",
            "millrace.spread_aggregate-1_1",
            "millrace.updated_aggregate-1_1");

    @TempDir
    Path folder;

    private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();
    private Fleet fleet;
    private KafkaView kafka;
    private Pusher pusher;

    @Test
    @Timeout(480)
    void resultsDoNotChangeWithTheNumberOfWorkers() throws Exception {
        try (Fleet started = new Fleet(folder, Map.of("MILLRACE_STATE_COPIES_FROM_BYTES", "1"))) {
            fleet = started;
            fleet.startAll();
            fleet.gateway().apply(PIPELINES);
            GUARANTEES
                    .keySet()
                    .forEach(pipeline -> subscribers.put(
                            pipeline, new Subscriber(fleet.gateway().baseUrl(), pipeline)));
            try (KafkaView view = new KafkaView(fleet.kafka());
                    Pusher pushing = new Pusher(fleet.gateway().baseUrl())) {
                kafka = view;
                pusher = pushing;
                untilShared(Map.of(FIRST + "_0", 8));
                moreWorkers();
                moreProcesses();
                aProcessIsRestarted();
                aProcessLeaves();
                aProcessDies();
            }
            checkResults();
        } finally {
            subscribers.values().forEach(Subscriber::close);
        }
    }

    private void moreWorkers() throws Exception {
        stopForARestart(FIRST);
        fleet.setting("MILLRACE_STAGE_WORKERS", "2");
        start(FIRST, 0);
        untilShared(Map.of(FIRST + "_0", 4, FIRST + "_1", 4));
    }

    private void moreProcesses() {
        Map<String, Set<TopicPartition>> before = owners();
        start(SECOND, 1);
        untilShared(Map.of(FIRST + "_0", 2, FIRST + "_1", 2, SECOND + "_0", 2, SECOND + "_1", 2));
        Map<String, Set<TopicPartition>> after = owners();
        before.forEach((worker, its) -> assertThat(its)
                .as("%s gave up two and got none for them", worker)
                .containsAll(after.get(worker)));
    }

    private void aProcessIsRestarted() throws Exception {
        stopForARestart(SECOND);
        fleet.setting("MILLRACE_STAGE_LEAVE_ON_STOP", "true");
        start(SECOND, 1);
        untilShared(Map.of(FIRST + "_0", 2, FIRST + "_1", 2, SECOND + "_0", 2, SECOND + "_1", 2));
    }

    /** Who stops without leaving keeps its partitions, and nobody else gets or loses any, for as long as its session lasts at least. */
    private void stopForARestart(String instance) throws Exception {
        Map<String, Set<TopicPartition>> before = owners();
        assertThat(before.keySet()).anyMatch(worker -> worker.contains(instance));
        ServiceChild child = fleet.child(instance);
        long sessionEnds = System.nanoTime() + LEAST_SESSION.toNanos();
        child.signal("TERM");
        Client.until(instance + " has stopped", () -> {
            boolean stopped = !child.isAlive();
            Map<String, Set<TopicPartition>> now = owners();
            if (System.nanoTime() < sessionEnds) {
                assertThat(now)
                        .as("what %s owned waits for its next start", instance)
                        .isEqualTo(before);
            }
            return stopped;
        });
        assertThat(fleet.child(instance).terminate(STOP_LIMIT)).isZero();
    }

    private void aProcessLeaves() throws Exception {
        Map<String, Set<TopicPartition>> before = owners();
        fleet.child(SECOND).terminate(STOP_LIMIT);
        assertThat(owners().keySet())
                .as("who leaves on stop is gone from the groups when it is gone")
                .noneMatch(worker -> worker.contains(SECOND));
        untilShared(Map.of(FIRST + "_0", 4, FIRST + "_1", 4));
        Map<String, Set<TopicPartition>> after = owners();
        after.forEach((worker, its) -> assertThat(its)
                .as("%s keeps what it had and gets two more", worker)
                .containsAll(before.get(worker)));
    }

    private void aProcessDies() throws Exception {
        start(SECOND, 1);
        untilShared(Map.of(FIRST + "_0", 2, FIRST + "_1", 2, SECOND + "_0", 2, SECOND + "_1", 2));
        assertThat(fleet.child(FIRST).printed())
                .as("who stopped in good order was not taken for dead")
                .doesNotContain(SECOND + " has left the cluster");
        fleet.child(SECOND).kill();
        untilShared(Map.of(FIRST + "_0", 4, FIRST + "_1", 4));
        for (String stage : STAGES) {
            assertThat(fleet.child(FIRST).printed())
                    .as("the cluster noticed before the group would have")
                    .contains(stage + ": " + SECOND + " has left the cluster; its members leave the group");
        }
    }

    private void start(String instance, int ordinal) {
        String service = instance.substring(0, instance.lastIndexOf('-'));
        fleet.start(service, ordinal);
        fleet.awaitReady(service, ordinal);
    }

    /** The partitions of all stages by worker, {@code <stage>_<instance>_<index>}. */
    private Map<String, Set<TopicPartition>> owners() {
        Map<String, Set<TopicPartition>> owners = new TreeMap<>();
        STAGES.forEach(stage -> owners.putAll(kafka.owners(stage)));
        return owners;
    }

    /**
     * Waits until each stage's partitions are shared out like this and its tasks run there, and then until these workers have done something.
     *
     * @param expected how many partitions each worker has, by {@code <instance>_<index>}
     */
    private void untilShared(Map<String, Integer> expected) {
        for (String stage : STAGES) {
            Client.until(stage + " is shared out as " + expected, () -> {
                Map<String, Set<TopicPartition>> owners = kafka.owners(stage);
                List<TopicPartition> all =
                        owners.values().stream().flatMap(Collection::stream).toList();
                assertThat(all)
                        .as("%s: each partition has one owner at most", stage)
                        .doesNotHaveDuplicates();
                Map<String, Integer> shares = new HashMap<>();
                owners.forEach((worker, its) -> shares.put(worker.substring(stage.length() + 1), its.size()));
                return shares.equals(expected) && all.size() == PARTITIONS;
            });
        }
        Map<String, Integer> byInstance = new TreeMap<>();
        expected.forEach(
                (worker, count) -> byInstance.merge(worker.substring(0, worker.lastIndexOf('_')), count, Integer::sum));
        for (String pipeline : GUARANTEES.keySet()) {
            Client.until(pipeline + " runs on " + byInstance, () -> runsOn(pipeline, byInstance));
        }
        int goal = pusher.acknowledged().size() + 1_000;
        Client.until(
                "more is acknowledged, and told",
                () -> pusher.acknowledged().size() > goal
                        && subscribers.get("updated").count() > goal);
    }

    /** Whether {@code status} has each partition of each stage once, and of each process as many as it should. */
    private boolean runsOn(String pipeline, Map<String, Integer> byInstance) {
        JsonNode status = RealData.read(
                fleet.gateway().get("/v1/pipelines/" + pipeline + "/status").body());
        for (JsonNode stage : status.get("stages")) {
            Set<Integer> partitions = new HashSet<>();
            List<String> instances = new ArrayList<>();
            for (JsonNode task : stage.get("tasks")) {
                partitions.add(task.get("partition").asInt());
                instances.add(task.get("instance").asText());
            }
            Map<String, Integer> tasks = new TreeMap<>(
                    instances.stream().collect(Collectors.toMap(instance -> instance, instance -> 1, Integer::sum)));
            if (partitions.size() != PARTITIONS || !tasks.equals(byInstance)) {
                return false;
            }
        }
        return true;
    }

    private void checkResults() {
        Pushed pushed = pusher.pushed();
        System.out.println("ScalingTest: " + pushed.acknowledged().size() + " numbers");
        assertThat(fleet.gateway()
                        .post("/v1/streams/numbers/watermark", "application/json", "{\"to\": \"end\"}")
                        .status())
                .isEqualTo(200);
        subscribers.forEach((pipeline, subscriber) -> Client.until(
                "all results of " + pipeline + " have come", () -> subscriber.holdsAll(pushed.acknowledged())));
        GUARANTEES.forEach((pipeline, guarantees) -> guarantees.forEach(
                guarantee -> guarantee.check(pushed, subscribers.get(pipeline).told())));
    }
}
