package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is away for a minute: pushes are refused with a sentence, nobody turns in circles, and all goes on by itself when it is back. */
class BrokerAwayTest {

    private static final int AWAY_SECONDS = 60;
    /** Trying again now and then costs a little; a loop that does not wait would cost a core. */
    private static final double MOST_CORES = 0.15;

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void aMinuteWithoutKafka() throws Exception {
        try (Fleet fleet = new Fleet(folder, Map.of())) {
            fleet.startAll();
            Client client = fleet.gateway();
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: numbers}
                    spec: {key: k, partitions: 4}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: totals}
                    spec:
                      from: numbers
                      steps:
                        - filter: n >= 0
                        - aggregate: {by: k, window: {tumbling: 1h}, compute: {total: sum(n), count: count()}, emit: on-update}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: copy}
                    spec: {from: numbers}
                    """);
            client.push("numbers", numbers(0, 100));
            try (Subscriber totals = new Subscriber(client.baseUrl(), "totals");
                    Subscriber copy = new Subscriber(client.baseUrl(), "copy")) {
                Client.until("all is told", () -> totals.count() == 100 && copy.count() == 100);
                fleet.child("broker").kill();
                Map<String, Duration> before = cpu(fleet);
                long gone = System.nanoTime();
                Client.Answer refused =
                        client.post("/v1/streams/numbers/events", "application/json", "{\"k\":\"k0\",\"n\":1000}");
                assertThat(refused.status()).as(refused.body()).isIn(503, 504);
                assertThat(refused.json()).containsKeys("title", "detail");
                while (System.nanoTime() - gone
                        < Duration.ofSeconds(AWAY_SECONDS).toNanos()) {
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                }
                double seconds = (System.nanoTime() - gone) / 1e9;
                cpu(fleet).forEach((service, spent) -> {
                    double cores = spent.minus(before.get(service)).toNanos() / 1e9 / seconds;
                    System.out.printf("BrokerAwayTest %s: %.3f cores%n", service, cores);
                    assertThat(cores).as("%s does not turn in circles", service).isLessThan(MOST_CORES);
                });

                fleet.startBroker();
                Client.until("pushes are taken again", () -> pushes(client, numbers(100, 200)));
                Client.until("both have all", () -> totals.count() >= 200 && copy.count() >= 200);
                for (String pipeline : List.of("totals", "copy")) {
                    assertThat(client.get("/v1/pipelines/" + pipeline + "/status")
                                    .json())
                            .as("nobody had to do anything")
                            .containsEntry("state", "RUNNING");
                }
                assertThat(totals.others()).as("no gap, no error").isEmpty();
            }
        }
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> "{\"k\":\"k" + n % 10 + "\",\"n\":" + n + "}")
                .toList();
    }

    private static boolean pushes(Client client, List<String> events) {
        return client.post("/v1/streams/numbers/events", "application/x-ndjson", String.join("\n", events))
                        .status()
                == 200;
    }

    private static Map<String, Duration> cpu(Fleet fleet) {
        Map<String, Duration> spent = new LinkedHashMap<>();
        Fleet.SERVICES.forEach(
                service -> spent.put(service, fleet.child(service + "-0").cpu()));
        return spent;
    }
}
