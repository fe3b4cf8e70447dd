package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 39,244 real edits of one day: human edits of articles with their size change, every result against a recomputation with another JSON library,
 * with a SIGKILL in the middle.
 */
class WikipediaDayTest {

    private static final int BATCH = 500;

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void everyHumanEditOfAnArticleWithItsChange() throws Exception {
        List<String> edits = RealData.lines("wiki_edits_2015-09-12");
        List<String> expected = recompute(edits);
        assertThat(edits).hasSize(39_244);
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
                    metadata: {name: human-edits}
                    spec:
                      from: wiki-edits
                      steps:
                        - filter: event.namespace == "Main" && !isRobot
                        - map:
                            change: added - deleted
                    """);
            try (Subscriber subscriber = new Subscriber(up.baseUrl(), "human-edits")) {
                boolean killed = false;
                for (int from = 0; from < edits.size(); from += BATCH) {
                    client.push("wiki-edits", edits.subList(from, Math.min(from + BATCH, edits.size())));
                    if (!killed && from > edits.size() / 2) {
                        killed = true;
                        up.kill();
                        up.start();
                    }
                }
                Client.until("all results have come", () -> subscriber.events().size() >= expected.size());
                assertThat(subscriber.events().stream().sorted().toList()).isEqualTo(expected);
                assertThat(subscriber.others()).isEmpty();
            }
        }
    }

    private static List<String> recompute(List<String> edits) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> expected = new ArrayList<>();
        for (String edit : edits) {
            JsonNode tree = json.readTree(edit);
            if (tree.get("namespace").asText().equals("Main")
                    && !tree.get("isRobot").asBoolean()) {
                ((ObjectNode) tree)
                        .put(
                                "change",
                                tree.get("added").asLong() - tree.get("deleted").asLong());
                expected.add(json.writeValueAsString(tree));
            }
        }
        expected.sort(null);
        return expected;
    }
}
