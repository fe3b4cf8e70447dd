package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.system.guarantee.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes share a backlog, of which one's part has far fewer events for each minute than the other's. It would be through long before the
 * other, and all its windows would wait for that; so it waits itself.
 */
class SharedBacklogTest {

    private static final int MINUTES = 20_000;
    /** Events of each minute, by partition. */
    private static final int[] PER_MINUTE = {150, 15};
    /** Groups of each minute, half of them in each partition. */
    private static final int GROUPS = 2;

    /** The start of a minute. */
    private static final long BASE = 1_000_000_020_000L;

    private static final int BATCH = 20_000;
    /**
     * Minutes whose windows may be open at once: two that alignment allows, what is read until a process hears of the other, and what waits in the
     * repartition topic. Without alignment it would be most of the {@value #MINUTES}.
     */
    private static final int MOST_MINUTES = MINUTES / 4;

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void noProcessReadsFarAheadOfTheOther() throws Exception {
        try (Fleet fleet = new Fleet(folder, Map.of())) {
            fleet.startBroker();
            Fleet.SERVICES.forEach(service -> fleet.start(service, 0));
            fleet.start("aggregate-service", 1);
            Fleet.SERVICES.forEach(service -> fleet.awaitReady(service, 0));
            fleet.awaitReady("aggregate-service", 1);
            Client client = fleet.gateway();
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: visits}
                    spec: {key: k, partitions: 2, timestamp: {field: at, format: epoch-ms}}
                    """);
            push(client);
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: spread}
                    spec:
                      from: visits
                      steps:
                        - aggregate: {by: [g, m], window: {tumbling: 1m}, compute: {n: count()}}
                    """);

            long events = (long) MINUTES * (PER_MINUTE[0] + PER_MINUTE[1]);
            long[] most = {0};
            try (Subscriber results = new Subscriber(client.baseUrl(), "spread")) {
                Client.until("all is read and through the repartition topic", () -> {
                    JsonNode stages = RealData.read(
                                    client.get("/v1/pipelines/spread/status").body())
                            .get("stages");
                    most[0] = Math.max(most[0], sum(stages.get(1), "openWindows"));
                    return most[0] > 0 && sum(stages.get(0), "lag") == 0 && sum(stages.get(1), "lag") == 0;
                });
                System.out.println("SharedBacklogTest: at most " + most[0] / GROUPS + " minutes were open");
                assertThat(most[0] / GROUPS).as("minutes open at once").isBetween(1L, (long) MOST_MINUTES);

                client.post("/v1/streams/visits/watermark", "application/json", "{\"to\": \"end\"}");
                int expected = MINUTES * GROUPS;
                Client.until("all is told", () -> results.count() >= expected);
                long counted = 0;
                for (Told.Result result : results.told().results()) {
                    counted += result.number("n");
                }
                assertThat(counted).isEqualTo(events);
                assertThat(results.count()).isEqualTo(expected);
            }
        }
    }

    private static long sum(JsonNode stage, String field) {
        long sum = 0;
        for (JsonNode task : stage.get("tasks")) {
            sum += task.get(field).asLong();
        }
        return sum;
    }

    private static void push(Client client) {
        for (int p = 0; p < PER_MINUTE.length; p++) {
            String key = key(p);
            StringBuilder body = new StringBuilder();
            int events = MINUTES * PER_MINUTE[p];
            for (int i = 0; i < events; i++) {
                body.append("{\"k\":\"")
                        .append(key)
                        .append("\",\"g\":")
                        .append(i % (GROUPS / 2))
                        .append(",\"m\":\"")
                        .append(key)
                        .append('"')
                        .append(",\"at\":")
                        .append(BASE + i / PER_MINUTE[p] * 60_000L + i % PER_MINUTE[p])
                        .append("}\n");
                if (i % BATCH == BATCH - 1 || i == events - 1) {
                    Client.Answer answer =
                            client.post("/v1/streams/visits/events", "application/x-ndjson", body.toString());
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    body.setLength(0);
                }
            }
        }
    }

    private static String key(int partition) {
        for (int i = 0; ; i++) {
            byte[] key = ("k" + i).getBytes(StandardCharsets.UTF_8);
            if (Utils.toPositive(Utils.murmur2(key)) % PER_MINUTE.length == partition) {
                return "k" + i;
            }
        }
    }
}
