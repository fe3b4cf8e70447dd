package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.system.guarantee.AtLeastOnce;
import dev.millrace.system.guarantee.AtMostOnce;
import dev.millrace.system.guarantee.ExactlyOnce;
import dev.millrace.system.guarantee.IdsAdvance;
import dev.millrace.system.guarantee.OrderPerKey;
import dev.millrace.system.guarantee.Pushed;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code up} is killed with SIGKILL while events are pushed at full speed, and started again on the same folder. Every acknowledged event has its
 * result exactly once, every other at most once, and a subscriber who comes back with its last id sees each once.
 */
class KillUpTest {

    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void acknowledgedIsCountedExactlyOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("KillUpTest seed " + seed);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: numbers}
                    spec: {key: k, partitions: 4}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: squares}
                    spec:
                      from: numbers
                      steps:
                        - filter: n >= 0
                        - map:
                            square: n * n
                        - select: [k, n, square]
                    """ + counts("counted", "[k, n]", "exactly-once")
                    + counts("rekeyed", "n", "exactly-once")
                    + counts("least", "[k, n]", "at-least-once")
                    + counts("most", "[k, n]", "at-most-once"));
            try (Subscriber subscriber = new Subscriber(up.baseUrl(), "squares");
                    Subscriber counted = new Subscriber(up.baseUrl(), "counted");
                    Subscriber rekeyed = new Subscriber(up.baseUrl(), "rekeyed");
                    Subscriber least = new Subscriber(up.baseUrl(), "least");
                    Subscriber most = new Subscriber(up.baseUrl(), "most")) {
                Pusher pusher = new Pusher(up.baseUrl());
                Set<Integer> acknowledged = pusher.acknowledged();
                for (int kill = 0; kill < KILLS; kill++) {
                    int goal = acknowledged.size() + 2_000 + random.nextInt(10_000);
                    Client.until("more is acknowledged", () -> acknowledged.size() > goal);
                    up.kill();
                    up.start();
                }
                int goal = acknowledged.size() + 2_000;
                Client.until("more is acknowledged after the last kill", () -> acknowledged.size() > goal);
                pusher.close();

                Client.until(
                        "all acknowledged events have results (seed " + seed + ")",
                        () -> subscriber.count() >= acknowledged.size());
                up.kill();
                up.start();
                // After one more start nothing may be added: the subscriber has come back and has read to the end.
                int connections = subscriber.connections();
                Client.until(
                        "the subscriber is back",
                        () -> subscriber.connections() > connections || subscriber.connections() > KILLS + 1);
                client.push(
                        "numbers",
                        List.of("{\"k\":\"end\",\"n\":" + pusher.pushed().below() + "}"));
                acknowledged.add(pusher.pushed().below());
                client.post("/v1/streams/numbers/watermark", "application/json", "{\"to\": \"end\"}");
                Pushed pushed = new Pushed(acknowledged, pusher.pushed().below() + 1);

                for (Subscriber all : List.of(subscriber, counted, rekeyed, least)) {
                    Client.until(all + " has all (seed " + seed + ")", () -> all.holdsAll(acknowledged));
                }
                for (Subscriber exactly : List.of(subscriber, counted, rekeyed)) {
                    new ExactlyOnce().check(pushed, exactly.told());
                    new IdsAdvance().check(pushed, exactly.told());
                }
                new OrderPerKey().check(pushed, subscriber.told());
                new AtLeastOnce().check(pushed, least.told());
                new AtMostOnce().check(pushed, most.told());
                assertThat(subscriber.others()).as("no gap, no error").isEmpty();
                assertThat(subscriber.connections())
                        .as("it was cut off by every kill")
                        .isGreaterThan(KILLS);
            }
        }
    }

    /** A window in which each number is a group of its own: a number that were lost or counted twice would show. */
    private static String counts(String name, String by, String delivery) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: numbers
                  delivery: %s
                  steps:
                    - aggregate:
                        by: %s
                        window: {tumbling: 1s}
                        compute:
                          count: count()
                """.formatted(name, delivery, by);
    }
}
