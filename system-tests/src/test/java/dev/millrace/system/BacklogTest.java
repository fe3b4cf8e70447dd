package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.system.guarantee.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An aggregate-service with a small heap finds millions of events waiting, ten times as many in one partition as in each other: it works them off in the memory its
 * open windows need, directly and through a repartition topic.
 */
class BacklogTest {

    private static final int PARTITIONS = 8;
    private static final int KEYS = 10_000;
    private static final int EVENTS = 3_600_000;
    /** Of seventeen parts the first partition has ten, the seven others one each. */
    private static final int LIGHT = EVENTS / 17;

    /** The start of a minute. */
    private static final long BASE = 1_000_000_020_000L;

    private static final int MINUTES = 10;
    private static final int BATCH = 20_000;
    /** Of a heap of 256 MB. */
    private static final double MOST_MEGABYTES = 140;

    private static final double MOST_GROWTH_MEGABYTES = 30;

    @TempDir
    Path folder;

    @Test
    @Timeout(540)
    void aBacklogIsWorkedOffInLittleMemory() throws Exception {
        try (Fleet fleet = new Fleet(folder, Map.of())) {
            fleet.startBroker();
            List<String> others = Fleet.SERVICES.stream()
                    .filter(service -> !service.equals("aggregate-service"))
                    .toList();
            others.forEach(service -> fleet.start(service, 0));
            others.forEach(service -> fleet.awaitReady(service, 0));
            Client client = fleet.gateway();
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: payments}
                    spec: {key: k, partitions: %d, timestamp: {field: at, format: epoch-ms}}
                    """.formatted(PARTITIONS) + counts("direct", "k") + counts("spread", "o"));
            push(client);

            ServiceChild service = fleet.start("aggregate-service", 0);
            fleet.awaitReady("aggregate-service", 0);
            List<Double> heap = new ArrayList<>();
            for (int tenth = 2; tenth <= 10; tenth += 2) {
                long until = EVENTS * 2L / 10 * tenth;
                Client.until("so many are read: " + until, () -> read(client) >= until);
                service.figures().collect();
                heap.add(service.figures().heapMegabytes());
            }
            System.out.println("BacklogTest heap in MB after each fifth: " + heap);
            // How many windows are open, and how much is fetched ahead, is another at each look; none of it may add up.
            assertThat(heap).as("what lives, in MB").allMatch(megabytes -> megabytes < MOST_MEGABYTES);
            assertThat(heap.get(heap.size() - 1) - heap.get(0))
                    .as("the heap does not grow: %s", heap)
                    .isLessThan(MOST_GROWTH_MEGABYTES);

            client.post("/v1/streams/payments/watermark", "application/json", "{\"to\": \"end\"}");
            for (String pipeline : List.of("direct", "spread")) {
                try (Subscriber results = new Subscriber(client.baseUrl(), pipeline)) {
                    Client.until(pipeline + " has told all", () -> results.count() >= KEYS * MINUTES);
                    long counted = 0;
                    for (Told.Result result : results.told().results()) {
                        counted += result.number("n");
                    }
                    assertThat(counted)
                            .as("events in the windows of %s", pipeline)
                            .isEqualTo(EVENTS);
                    assertThat(results.count()).isEqualTo(KEYS * MINUTES);
                }
            }
        }
    }

    private static String counts(String name, String by) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: payments
                  steps:
                    - aggregate: {by: %s, window: {tumbling: 1m}, compute: {n: count(), total: sum(n)}}
                """.formatted(name, by);
    }

    /** Keys of one partition after the other; in each partition time runs evenly over the same minutes. */
    private static void push(Client client) {
        List<List<String>> keys = new ArrayList<>();
        for (int p = 0; p < PARTITIONS; p++) {
            keys.add(new ArrayList<>());
        }
        for (int i = 0; i < KEYS; i++) {
            byte[] key = ("k" + i).getBytes(StandardCharsets.UTF_8);
            keys.get(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS).add("k" + i);
        }
        long[] counts = new long[PARTITIONS];
        for (int p = 1; p < PARTITIONS; p++) {
            counts[p] = LIGHT;
        }
        counts[0] = EVENTS - (long) LIGHT * (PARTITIONS - 1);
        for (int p = 0; p < PARTITIONS; p++) {
            StringBuilder body = new StringBuilder();
            for (int i = 0; i < counts[p]; i++) {
                body.append("{\"k\":\"")
                        .append(keys.get(p).get(i % keys.get(p).size()))
                        .append("\",\"o\":\"o")
                        .append(keys.get(p).get(i % keys.get(p).size()))
                        .append("\",\"n\":")
                        .append(i % 1_000)
                        .append(",\"at\":")
                        .append(BASE + i * MINUTES * 60_000L / counts[p])
                        .append("}\n");
                if (i % BATCH == BATCH - 1 || i == counts[p] - 1) {
                    Client.Answer answer =
                            client.post("/v1/streams/payments/events", "application/x-ndjson", body.toString());
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    body.setLength(0);
                }
            }
        }
    }

    /** Events that both pipelines have read from the stream. */
    private static long read(Client client) {
        long read = 0;
        for (String pipeline : List.of("direct", "spread")) {
            for (var task : RealData.read(
                            client.get("/v1/pipelines/" + pipeline + "/status").body())
                    .get("stages")
                    .get(0)
                    .get("tasks")) {
                read += task.get("read").asLong();
            }
        }
        return read;
    }
}
