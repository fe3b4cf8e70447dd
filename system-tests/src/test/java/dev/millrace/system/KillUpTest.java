package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code up} is killed with SIGKILL while events are pushed at full speed, and started again on the same folder. Every acknowledged event has its
 * result exactly once, every other at most once, and a subscriber who comes back with its last id sees each once.
 */
class KillUpTest {

    private static final int BATCH = 100;
    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void acknowledgedIsCountedExactlyOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("KillUpTest seed " + seed);
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
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
                        - select: [n, square]
                    """ + counts("counted", "[k, n]", "exactly-once")
                    + counts("rekeyed", "n", "exactly-once")
                    + counts("least", "[k, n]", "at-least-once")
                    + counts("most", "[k, n]", "at-most-once"));
            try (Subscriber subscriber = new Subscriber(up.baseUrl() + "/v1/streams/squares/events?from=earliest");
                    Subscriber counted = new Subscriber(up.baseUrl() + "/v1/streams/counted/events?from=earliest");
                    Subscriber rekeyed = new Subscriber(up.baseUrl() + "/v1/streams/rekeyed/events?from=earliest");
                    Subscriber least = new Subscriber(up.baseUrl() + "/v1/streams/least/events?from=earliest");
                    Subscriber most = new Subscriber(up.baseUrl() + "/v1/streams/most/events?from=earliest")) {
                Thread pusher = new Thread(() -> push(up.baseUrl(), next, acknowledged), "pusher");
                pusher.start();
                for (int kill = 0; kill < KILLS; kill++) {
                    int goal = acknowledged.size() + 2_000 + random.nextInt(10_000);
                    Client.until("more is acknowledged", () -> acknowledged.size() > goal);
                    up.kill();
                    up.start();
                }
                int goal = acknowledged.size() + 2_000;
                Client.until("more is acknowledged after the last kill", () -> acknowledged.size() > goal);
                pusher.interrupt();
                pusher.join(30_000);
                assertThat(pusher.isAlive()).isFalse();

                Client.until(
                        "all acknowledged events have results (seed " + seed + ")",
                        () -> subscriber.events().size() >= acknowledged.size());
                up.kill();
                up.start();
                // After one more start nothing may be added: the subscriber has come back and has read to the end.
                int connections = subscriber.connections();
                Client.until(
                        "the subscriber is back",
                        () -> subscriber.connections() > connections || subscriber.connections() > KILLS + 1);
                client.push("numbers", List.of("{\"k\":\"end\",\"n\":1000000}"));
                Client.until(
                        "the last one has come",
                        () -> subscriber.events().stream().anyMatch(e -> e.contains("1000000")));

                client.post("/v1/streams/numbers/watermark", "application/json", "{\"to\": \"end\"}");
                for (Subscriber windows : List.of(counted, rekeyed)) {
                    Client.until(
                            "all windows are told (seed " + seed + ")",
                            () -> windows.events().size() >= acknowledged.size()
                                    && new HashSet<>(numbers(windows.events(), seed)).containsAll(acknowledged));
                    check(windows.events(), acknowledged, next.get(), seed);
                }
                check(subscriber.events(), acknowledged, next.get(), seed);
                Client.until(
                        "at-least-once has all (seed " + seed + ")",
                        () -> least.events().size() >= acknowledged.size()
                                && new HashSet<>(numbers(least.events(), seed)).containsAll(acknowledged));
                List<Integer> atMostOnce = numbers(most.events(), seed);
                assertThat(atMostOnce)
                        .as("at-most-once repeats nothing, seed %d", seed)
                        .doesNotHaveDuplicates();
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

    private static void check(List<String> results, Set<Integer> acknowledged, int pushed, long seed) {
        List<Integer> numbers = numbers(results, seed);
        Map<Integer, Long> counts = numbers.stream().collect(Collectors.groupingBy(n -> n, Collectors.counting()));
        assertThat(counts.values()).as("nothing twice, seed %d", seed).containsOnly(1L);
        Set<Integer> lost = new HashSet<>(acknowledged);
        lost.removeAll(counts.keySet());
        assertThat(lost).as("nothing acknowledged is missing, seed %d", seed).isEmpty();
        assertThat(counts.keySet()).as("nothing was made up").allMatch(n -> n < pushed);
    }

    /** The numbers of results, each of which must be right in itself: whatever the delivery, no window counts a number twice. */
    private static List<Integer> numbers(List<String> results, long seed) {
        return results.stream()
                .map(text -> JsonTree.readObject(text.getBytes(StandardCharsets.UTF_8)))
                .peek(row -> {
                    long n = ((Number) row.get("n")).longValue();
                    if (row.containsKey("square")) {
                        assertThat(((Number) row.get("square")).longValue()).isEqualTo(n * n);
                    } else {
                        assertThat(row.get("count"))
                                .as("%s, seed %d", row, seed)
                                .isEqualTo(1L);
                    }
                })
                .map(row -> ((Number) row.get("n")).intValue())
                .filter(n -> n != 1_000_000)
                .toList();
    }

    /** Pushes batch after batch; a batch that is not acknowledged is never pushed again. */
    private static void push(String baseUrl, AtomicInteger next, Set<Integer> acknowledged) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (!Thread.currentThread().isInterrupted()) {
            int from = next.getAndAdd(BATCH);
            String body = IntStream.range(from, from + BATCH)
                    .mapToObj(n -> "{\"k\":\"" + n % 50 + "\",\"n\":" + n + "}")
                    .collect(Collectors.joining("\n"));
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/streams/numbers/events"))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    IntStream.range(from, from + BATCH).forEach(acknowledged::add);
                } else {
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
