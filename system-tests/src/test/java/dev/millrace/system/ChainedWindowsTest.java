package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.PlatformInOneJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Windows over windows: event time passes from stage to stage and from pipeline to pipeline, so that the last window closes when the first
 * stream says that time has come.
 */
class ChainedWindowsTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static final int EVENTS = 2_000;

    /** Events, their sum, and the greatest sum of one second. */
    private record Ten(long events, long sum, long greatest) {}

    private static final String DECLARED = """
            apiVersion: millrace.dev/v1
            kind: Stream
            metadata: {name: raw}
            spec:
              key: o
              partitions: 3
              timestamp: {field: at, format: epoch-ms}
              watermark: {maxDelay: 0s, idleAfter: 1h}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: clean}
            spec:
              from: raw
              steps:
                - filter: n >= 0
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: seconds}
            spec:
              from: clean
              steps:
                - aggregate:
                    by: k
                    window: {tumbling: 1s}
                    compute:
                      events: count()
                      sum: sum(n)
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: tens}
            spec:
              from: seconds
              steps:
                - aggregate:
                    by: k
                    window: {tumbling: 10s}
                    compute:
                      all: sum(events)
                      total: sum(sum)
                      greatest: max(sum)
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: at-once}
            spec:
              from: clean
              steps:
                - aggregate:
                    by: k
                    window: {tumbling: 1s}
                    compute:
                      events: count()
                      sum: sum(n)
                - filter: events > 0
                - aggregate:
                    by: k
                    window: {tumbling: 10s}
                    compute:
                      all: sum(events)
                      total: sum(sum)
                      greatest: max(sum)
            """;

    @Test
    @Timeout(90)
    void theLastWindowClosesWhenTheFirstStreamSaysSo() {
        Client client = new Client(PLATFORM.baseUrl());
        client.apply(DECLARED);
        Random random = new Random(5);
        List<String> events = new ArrayList<>();
        Map<String, Map<Long, long[]>> seconds = new TreeMap<>();
        for (int i = 0; i < EVENTS; i++) {
            long at = 1_000_000 + i * 20L;
            String key = "k" + random.nextInt(4);
            long n = random.nextInt(100) - 10;
            events.add("{\"o\":" + random.nextInt(50) + ",\"k\":\"" + key + "\",\"at\":" + at + ",\"n\":" + n + "}");
            if (n >= 0) {
                long[] second = seconds.computeIfAbsent(key, k -> new TreeMap<>())
                        .computeIfAbsent(at / 1_000, s -> new long[2]);
                second[0]++;
                second[1] += n;
            }
        }
        Map<String, Ten> expected = new TreeMap<>();
        seconds.forEach((key, all) -> all.forEach((second, sums) -> expected.merge(
                key + "@" + second / 10 * 10_000,
                new Ten(sums[0], sums[1], sums[1]),
                (a, b) -> new Ten(a.events + b.events, a.sum + b.sum, Math.max(a.greatest, b.greatest)))));
        for (int from = 0; from < EVENTS; from += 100) {
            client.push("raw", events.subList(from, from + 100));
        }

        // Four full tens of seconds lie behind: all but the last is told without any promise.
        long before = expected.keySet().stream()
                .filter(window -> !window.endsWith("@1030000"))
                .count();
        assertThat(client.values("tens", (int) before)).hasSize((int) before);

        Client.Answer refused = client.post("/v1/streams/seconds/watermark", "application/json", "{\"to\": \"end\"}");
        assertThat(refused.status()).as("the pipeline knows, nobody else").isEqualTo(409);
        assertThat(refused.body()).contains("pipeline \\\"seconds\\\"").contains("promise in clean instead");
        client.post("/v1/streams/raw/watermark", "application/json", "{\"to\": \"end\"}");
        assertThat(told(client.values("tens", expected.size()))).isEqualTo(expected);
        assertThat(told(client.values("at-once", expected.size()))).isEqualTo(expected);
    }

    private static Map<String, Ten> told(List<String> rows) {
        Map<String, Ten> told = new TreeMap<>();
        for (String row : rows) {
            JsonNode tree = RealData.read(row);
            Ten before = told.put(
                    tree.get("k").asText() + "@" + tree.get("windowStart").asLong(),
                    new Ten(
                            tree.get("all").asLong(),
                            tree.get("total").asLong(),
                            tree.get("greatest").asLong()));
            assertThat(before).as("told once: %s", row).isNull();
        }
        return told;
    }
}
