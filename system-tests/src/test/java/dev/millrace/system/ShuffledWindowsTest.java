package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.PlatformInOneJvm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same events, sorted and shuffled within the bound, give the same windows, those that a plain recomputation gives: over 1, 3 and 8 partitions,
 * by the stream's key and through a repartition topic, with the pipelines stopped and started at random points.
 */
class ShuffledWindowsTest {

    private static final int EVENTS = 3_000;
    private static final long WINDOW = 1_000;
    private static final long MAX_DELAY = 500;

    private static PlatformInOneJvm platform;
    private static Client client;

    private record Given(long at, String key, String other, long n, String text) {
        String json() {
            return "{\"at\":" + at + ",\"k\":\"" + key + "\",\"o\":" + other + ",\"n\":" + n + ",\"d\":" + text + "}";
        }
    }

    /** One group's window: count, sum of n, exact sum of d in tenths, least, greatest, first and last n. */
    private record Window(long count, long sum, long tenths, long min, long max, long first, long last) {}

    @BeforeAll
    static void start() {
        platform = PlatformInOneJvm.inTemporaryFolder().start();
        client = new Client(platform.baseUrl());
    }

    @AfterAll
    static void stop() throws Exception {
        platform.afterAll(null);
    }

    @ParameterizedTest(name = "seed {0}, {1} partitions")
    @CsvSource({"1, 1", "2, 3", "3, 8", "4, 3"})
    @Timeout(120)
    void shuffledIsSortedIsRecomputed(long seed, int partitions) {
        Random random = new Random(seed);
        List<Given> sorted =
                IntStream.range(0, EVENTS).mapToObj(i -> given(i, random)).toList();
        // Each event is moved back by less than the bound, so that none is late.
        Map<Given, Long> arrival = new java.util.HashMap<>();
        sorted.forEach(event -> arrival.put(event, event.at + random.nextLong(MAX_DELAY)));
        List<Given> shuffled = new ArrayList<>(sorted);
        shuffled.sort(Comparator.comparing(arrival::get));
        assertThat(shuffled).isNotEqualTo(sorted);

        String in = "sorted-" + seed;
        String mixed = "shuffled-" + seed;
        client.apply(stream(in, partitions)
                + stream(mixed, partitions)
                + pipeline(in + "-k", in, "k")
                + pipeline(mixed + "-k", mixed, "k")
                + pipeline(in + "-o", in, "o")
                + pipeline(mixed + "-o", mixed, "o"));
        push(in, sorted, random, List.of(in + "-k", in + "-o"));
        push(mixed, shuffled, random, List.of(mixed + "-k", mixed + "-o"));

        Map<String, Window> byKey = recompute(sorted, true);
        Map<String, Window> byOther = recompute(sorted, false);
        assertThat(told(in + "-k", "k", byKey.size())).as("sorted, by key").isEqualTo(byKey);
        assertThat(told(mixed + "-k", "k", byKey.size())).as("shuffled, by key").isEqualTo(byKey);
        assertThat(told(in + "-o", "o", byOther.size()))
                .as("sorted, repartitioned")
                .isEqualTo(byOther);
        assertThat(told(mixed + "-o", "o", byOther.size()))
                .as("shuffled, repartitioned")
                .isEqualTo(byOther);
        List.of(in + "-k", in + "-o", mixed + "-k", mixed + "-o")
                .forEach(pipeline -> client.delete("/v1/pipelines/" + pipeline));
    }

    private static Given given(int i, Random random) {
        long tenths = random.nextLong(1_000) - 500;
        String decimal = (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
        // Times of its own for each event: first and last then do not depend on who came first.
        long at = 1_000_000 + i * 7L + random.nextInt(7);
        return new Given(
                at,
                "k" + random.nextInt(12),
                String.valueOf(random.nextInt(9)),
                random.nextInt(2_000) - 1_000,
                decimal);
    }

    private static String stream(String name, int partitions) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: %s}
                spec:
                  key: k
                  partitions: %d
                  timestamp: {field: at, format: epoch-ms}
                  watermark: {maxDelay: %dms}
                """.formatted(name, partitions, MAX_DELAY);
    }

    private static String pipeline(String name, String from, String by) {
        return """
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: %s
                  steps:
                    - aggregate:
                        by: %s
                        window: {tumbling: %dms}
                        compute:
                          count: count()
                          sum: sum(n)
                          decimals: sum(d)
                          min: min(n)
                          max: max(n)
                          first: first(n)
                          last: last(n)
                """.formatted(name, from, by, WINDOW);
    }

    private static void push(String stream, List<Given> events, Random random, List<String> pipelines) {
        int at = 0;
        while (at < events.size()) {
            int to = Math.min(events.size(), at + 1 + random.nextInt(700));
            client.push(stream, events.subList(at, to).stream().map(Given::json).toList());
            at = to;
            if (random.nextInt(3) == 0) {
                String pipeline = pipelines.get(random.nextInt(pipelines.size()));
                assertThat(client.post("/v1/pipelines/" + pipeline + "/restart", "application/json", "")
                                .status())
                        .isEqualTo(200);
            }
        }
        client.post("/v1/streams/" + stream + "/watermark", "application/json", "{\"to\": \"end\"}");
    }

    private static Map<String, Window> recompute(List<Given> sorted, boolean byKey) {
        Map<String, Window> windows = new TreeMap<>();
        for (Given event : sorted) {
            String window = (byKey ? event.key : event.other) + "@" + event.at / WINDOW * WINDOW;
            long tenths = Long.parseLong(event.text.replace(".", ""));
            windows.merge(
                    window,
                    new Window(1, event.n, tenths, event.n, event.n, event.n, event.n),
                    (a, b) -> new Window(
                            a.count + 1,
                            a.sum + b.sum,
                            a.tenths + b.tenths,
                            Math.min(a.min, b.min),
                            Math.max(a.max, b.max),
                            a.first,
                            b.last));
        }
        return windows;
    }

    private static Map<String, Window> told(String stream, String by, int windows) {
        Map<String, Window> told = new TreeMap<>();
        for (String row : client.values(stream, windows)) {
            JsonNode tree = RealData.read(row);
            Window window = new Window(
                    tree.get("count").asLong(),
                    tree.get("sum").asLong(),
                    tree.get("decimals").decimalValue().movePointRight(1).longValueExact(),
                    tree.get("min").asLong(),
                    tree.get("max").asLong(),
                    tree.get("first").asLong(),
                    tree.get("last").asLong());
            Window before = told.put(
                    tree.get(by).asText() + "@" + tree.get("windowStart").asLong(), window);
            assertThat(before).as("told once: %s", row).isNull();
        }
        return told;
    }
}
