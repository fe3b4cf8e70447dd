package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 39,244 real edits: edits and added characters per channel and minute, against a plain recomputation, with a SIGKILL in the middle. */
class WikipediaMinutesTest {

    private static final int BATCH = 1_000;

    /** Edits and added characters of one window. */
    private record Sums(long edits, long added) {}

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void editsAndAddedCharacters() throws Exception {
        List<String> edits = RealData.lines("wiki_edits_2015-09-12");
        Map<String, Sums> expected = recompute(edits);
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
                    metadata: {name: per-minute}
                    spec:
                      from: wiki-edits
                      steps:
                        - aggregate:
                            by: channel
                            window: {tumbling: 1m}
                            compute:
                              edits: count()
                              added: sum(added)
                    """);
            try (Subscriber results = new Subscriber(up.baseUrl(), "per-minute")) {
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
                Client.until("all windows are told", () -> results.events().size() >= expected.size());
                Map<String, Sums> told = new TreeMap<>();
                for (String row : results.events()) {
                    JsonNode tree = RealData.read(row);
                    Sums before = told.put(
                            tree.get("channel").asText() + "@"
                                    + tree.get("windowStart").asLong(),
                            new Sums(
                                    tree.get("edits").asLong(),
                                    tree.get("added").asLong()));
                    assertThat(before).as("told once: %s", row).isNull();
                }
                assertThat(told).isEqualTo(expected);
                assertThat(results.others()).isEmpty();
            }
        }
    }

    private static Map<String, Sums> recompute(List<String> edits) {
        Map<String, Sums> sums = new TreeMap<>();
        for (String edit : edits) {
            JsonNode tree = RealData.read(edit);
            long start = tree.get("ts").asLong() / 60_000 * 60_000;
            sums.merge(
                    tree.get("channel").asText() + "@" + start,
                    new Sums(1, tree.get("added").asLong()),
                    (a, b) -> new Sums(a.edits + b.edits, a.added + b.added));
        }
        return sums;
    }
}
