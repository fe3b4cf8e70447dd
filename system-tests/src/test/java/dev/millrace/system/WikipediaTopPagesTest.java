package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 39,244 real edits: the three pages with the most edits in each hour, and the three edits that added most, over all partitions; against a plain
 * recomputation, with a SIGKILL in the middle.
 */
class WikipediaTopPagesTest {

    private static final int BATCH = 1_000;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int K = 3;

    private record Page(String channel, String page) {

        /** As a result begins with it. */
        String json() {
            return "{\"channel\":" + quoted(channel) + ",\"page\":" + quoted(page) + ",";
        }

        private static String quoted(String text) {
            return TextNode.valueOf(text).toString();
        }
    }

    private static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void topPagesAndLargestEdits() throws Exception {
        List<String> edits = RealData.lines("wiki_edits_2015-09-12");
        List<String> pages = topPages(edits);
        List<String> largest = largestEdits(edits);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: wiki-edits}
                    spec:
                      key: channel
                      timestamp: {field: ts, format: epoch-ms}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: top-pages}
                    spec:
                      from: wiki-edits
                      steps:
                        - aggregate:
                            by: [channel, page]
                            window: {tumbling: 1h}
                            compute: {edits: count()}
                        - topK: {k: 3, order: edits, window: {tumbling: 1h}}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: largest-edits}
                    spec:
                      from: wiki-edits
                      steps:
                        - topK: {k: 3, order: added, window: {tumbling: 1h}, appendOnly: true}
                    """);
            try (Subscriber topPages = new Subscriber(up.baseUrl(), "top-pages");
                    Subscriber largestEdits = new Subscriber(up.baseUrl(), "largest-edits")) {
                boolean killed = false;
                for (int from = 0; from < edits.size(); from += BATCH) {
                    client.push("wiki-edits", edits.subList(from, Math.min(from + BATCH, edits.size())));
                    if (!killed && from > edits.size() / 2) {
                        killed = true;
                        up.kill();
                        up.start();
                    }
                }
                client.post("/v1/streams/wiki-edits/watermark", "application/json", "{\"to\": \"end\"}");
                Client.until(
                        "all windows are told",
                        () -> topPages.events().size() >= pages.size()
                                && largestEdits.events().size() >= largest.size());
                assertThat(topPages.events().stream().map(WikipediaTopPagesTest::shortened))
                        .containsExactlyElementsOf(pages);
                assertThat(largestEdits.events()).containsExactlyElementsOf(largest);
                assertThat(topPages.others()).isEmpty();
                assertThat(largestEdits.others()).isEmpty();
            }
        }
    }

    private static String shortened(String row) {
        JsonNode tree = RealData.read(row);
        Page page = new Page(tree.get("channel").asText(), tree.get("page").asText());
        return tree.get("windowStart").asLong() + " " + tree.get("edits").asLong() + " " + page.json();
    }

    private static List<String> topPages(List<String> edits) {
        Map<Long, Map<Page, Long>> counts = new TreeMap<>();
        for (String edit : edits) {
            JsonNode tree = RealData.read(edit);
            Page page = new Page(tree.get("channel").asText(), tree.get("page").asText());
            long start = tree.get("ts").asLong() / HOUR_MILLIS * HOUR_MILLIS;
            counts.computeIfAbsent(start, hour -> new HashMap<>()).merge(page, 1L, Long::sum);
        }
        List<String> best = new ArrayList<>();
        counts.forEach((start, pages) -> pages.entrySet().stream()
                .sorted(Map.Entry.<Page, Long>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().json(), BY_BYTES))
                .limit(K)
                .forEach(entry -> best.add(
                        start + " " + entry.getValue() + " " + entry.getKey().json())));
        return best;
    }

    private static List<String> largestEdits(List<String> edits) {
        record Edit(long ts, long added, String line) {}
        Map<Long, List<Edit>> hours = new TreeMap<>();
        for (String line : edits) {
            JsonNode tree = RealData.read(line);
            Edit edit = new Edit(tree.get("ts").asLong(), tree.get("added").asLong(), line);
            hours.computeIfAbsent(edit.ts() / HOUR_MILLIS, hour -> new ArrayList<>())
                    .add(edit);
        }
        return hours.values().stream()
                .flatMap(hour -> hour.stream()
                        .sorted(Comparator.comparingLong(Edit::added)
                                .reversed()
                                .thenComparingLong(Edit::ts)
                                .thenComparing(Edit::line, BY_BYTES))
                        .limit(K))
                .map(Edit::line)
                .toList();
    }
}
