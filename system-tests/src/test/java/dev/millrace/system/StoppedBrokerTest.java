package dev.millrace.system;

import dev.millrace.broker.Ports;
import dev.millrace.system.guarantee.ExactlyOnce;
import dev.millrace.system.guarantee.IdsAdvance;
import dev.millrace.system.guarantee.Pushed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two brokers, the state log on the one and all else on the other. The log's broker hangs just when a commit is decided and the log has not been told; the
 * task's owner is killed then, and another process takes over. What the group says is one commit ahead of what committed readers of the log see: the new owner
 * must wait for the rest. By hand for more rounds: {@code main(folder, rounds)}.
 */
class StoppedBrokerTest {

    private static final String STAGE = "millrace.counted_aggregate-1_1";
    private static final TopicPartition STATE = new TopicPartition(STAGE + "_state", 0);

    @TempDir
    Path folder;

    @Test
    @Timeout(400)
    void aNewOwnerWaitsForWhatTheStateLogHasNotBeenToldYet() throws Exception {
        run(folder, 2);
    }

    public static void main(String[] args) throws Exception {
        run(Files.createDirectories(Path.of(args[0])), Integer.parseInt(args[1]));
    }

    private static void run(Path folder, int rounds) throws Exception {
        try (Fleet fleet = new Fleet(folder, Map.of())) {
            fleet.startAll();
            fleet.start("aggregate-service", 1);
            fleet.awaitReady("aggregate-service", 1);
            try (ServiceChild second = secondBroker(folder);
                    Admin admin = Admin.create(Map.of("bootstrap.servers", fleet.kafka()))) {
                Client.until("the second broker has joined", () -> nodes(admin) == 2);
                fleet.gateway().apply("""
                        apiVersion: millrace.dev/v1
                        kind: Stream
                        metadata: {name: numbers}
                        spec: {key: k, partitions: 1}
                        ---
                        apiVersion: millrace.dev/v1
                        kind: Pipeline
                        metadata: {name: counted}
                        spec:
                          from: numbers
                          steps:
                            - aggregate: {by: [k, n], window: {tumbling: 1s}, compute: {count: count()}}
                        """);
                place(admin);
                try (Subscriber counted = new Subscriber(fleet.gateway().baseUrl(), "counted")) {
                    Pusher pusher = new Pusher(fleet.gateway().baseUrl());
                    for (int round = 0; round < rounds; round++) {
                        killInTheMiddle(fleet, second, admin, pusher);
                    }
                    pusher.close();
                    fleet.gateway().post("/v1/streams/numbers/watermark", "application/json", "{\"to\": \"end\"}");
                    Pushed pushed = pusher.pushed();
                    Client.until(
                            "all results have come: "
                                    + fleet.gateway()
                                            .get("/v1/pipelines/counted/status")
                                            .body(),
                            () -> counted.holdsAll(pushed.acknowledged()));
                    new ExactlyOnce().check(pushed, counted.told());
                    new IdsAdvance().check(pushed, counted.told());
                    System.out.println("StoppedBrokerTest: " + rounds + " owners killed in the middle of a commit, "
                            + pushed.acknowledged().size() + " numbers counted once");
                }
            }
        }
    }

    private static ServiceChild secondBroker(Path folder) {
        return ServiceChild.start(
                folder.resolve("second-broker.log"),
                Map.of(),
                "-cp",
                System.getProperty("java.class.path"),
                SecondBroker.class.getName(),
                folder.resolve("second-broker").toString(),
                Ports.free(1).get(0).toString(),
                folder.resolve("broker").toString());
    }

    /** The state log to the second broker, all else of the pipeline to the first. */
    private static void place(Admin admin) throws Exception {
        List<String> topics = List.of("numbers", "counted", "counted.dead", "counted.late", STATE.topic());
        for (String topic : topics) {
            int broker = topic.equals(STATE.topic()) ? SecondBroker.ID : 1;
            int partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            for (int p = 0; p < partitions; p++) {
                TopicPartition partition = new TopicPartition(topic, p);
                admin.alterPartitionReassignments(
                                Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(broker)))))
                        .all()
                        .get();
                Client.until(partition + " is on broker " + broker, () -> leader(admin, partition) == broker);
            }
        }
    }

    private static void killInTheMiddle(Fleet fleet, ServiceChild second, Admin admin, Pusher pusher) throws Exception {
        int goal = pusher.acknowledged().size() + 5_000;
        Client.until("more is acknowledged", () -> pusher.acknowledged().size() > goal);
        Client.until(
                "somebody owns the task and somebody waits", () -> owner(admin).isPresent() && members(admin) == 2);
        Optional<String> committing = stopInTheMiddle(second, admin);
        String owner = committing.orElseThrow(() -> new AssertionError("no commit was hit"));
        String instance = owner.substring(owner.indexOf("_1_") + 3, owner.lastIndexOf('_'));
        fleet.child(instance).kill();
        Client.until(
                "the other one has the task, its log still out of reach",
                () -> owner(admin).filter(name -> !name.equals(owner)).isPresent());
        // The new owner is to have asked for the group's offsets and to wait for the log's end, which has no leader
        // now.
        Client.until("the stopped broker is given up", () -> nodes(admin) == 1);
        long asked = System.nanoTime();
        while (System.nanoTime() - asked < 2_000_000_000L) {
            LockSupport.parkNanos(100_000_000);
        }
        second.signal("CONT");
        int ordinal = Integer.parseInt(instance.substring(instance.lastIndexOf('-') + 1));
        int more = pusher.acknowledged().size();
        Client.until("pushes go on", () -> pusher.acknowledged().size() > more);
        fleet.start("aggregate-service", ordinal);
        fleet.awaitReady("aggregate-service", ordinal);
    }

    /** Stops the second broker again and again, until a commit is decided and not told to it: answers whose. */
    private static Optional<String> stopInTheMiddle(ServiceChild second, Admin admin) throws Exception {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            second.signal("STOP");
            LockSupport.parkNanos(20_000_000);
            // Only the coordinator is asked: the other broker would not answer.
            for (int ordinal = 0; ordinal < 2; ordinal++) {
                String id = STAGE + "_aggregate-service-" + ordinal + "_0";
                if (isDecided(admin, id)) {
                    System.out.println("StoppedBrokerTest: hit " + id + " after " + (attempt + 1) + " attempts");
                    return Optional.of(id);
                }
            }
            second.signal("CONT");
            LockSupport.parkNanos(30_000_000L + attempt % 17 * 2_000_000L);
        }
        return Optional.empty();
    }

    private static boolean isDecided(Admin admin, String transactionalId) throws InterruptedException {
        try {
            return admin.describeTransactions(List.of(transactionalId))
                            .description(transactionalId)
                            .get()
                            .state()
                    == TransactionState.PREPARE_COMMIT;
        } catch (ExecutionException unknown) {
            return false;
        }
    }

    private static Optional<String> owner(Admin admin) {
        return describe(admin).stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .flatMap(member -> member.groupInstanceId().stream())
                .findFirst();
    }

    private static int members(Admin admin) {
        return describe(admin).size();
    }

    private static List<MemberDescription> describe(Admin admin) {
        return List.copyOf(get(admin.describeConsumerGroups(List.of(STAGE)).all())
                .get(STAGE)
                .members());
    }

    private static int nodes(Admin admin) {
        return get(admin.describeCluster().nodes()).size();
    }

    private static int leader(Admin admin, TopicPartition partition) {
        var found = get(admin.describeTopics(List.of(partition.topic())).allTopicNames())
                .get(partition.topic())
                .partitions()
                .get(partition.partition());
        boolean moving = found.replicas().size() != 1;
        return moving || found.leader() == null ? -1 : found.leader().id();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
