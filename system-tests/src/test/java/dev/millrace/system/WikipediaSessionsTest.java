package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 39,244 real edits: the sessions of 10,531 users, through a repartition topic, with a SIGKILL half-way; each against a recomputation that sorts a
 * user's edits and cuts them at pauses of more than half an hour.
 */
class WikipediaSessionsTest {

    private static final int BATCH = 1_000;
    private static final long PAUSE = 1_800_000;

    /** A user's session; times of its first and last edit, inclusive. */
    private record Session(long start, long end, long edits, long added, long pages, String first, String last) {}

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void sessionsOfUsers() throws Exception {
        List<String> edits = RealData.lines("wiki_edits_2015-09-12");
        Map<String, Session> expected = recompute(edits);
        assertThat(expected).hasSize(16_097);
        try (UpChild up = new UpChild(folder).start()) {
            Client client = new Client(up.baseUrl());
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: wiki-edits}
                    spec:
                      key: channel
                      partitions: 4
                      timestamp: {field: ts, format: epoch-ms}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: sessions}
                    spec:
                      from: wiki-edits
                      steps:
                        - aggregate:
                            by: user
                            window: {session: 30m}
                            compute:
                              edits: count()
                              added: sum(added)
                              pages: countDistinct(page)
                              first: first(page)
                              last: last(page)
                    """);
            try (Subscriber results = new Subscriber(up.baseUrl(), "sessions");
                    Subscriber late = new Subscriber(up.baseUrl(), "sessions.late")) {
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
                Client.until("all sessions are told", () -> results.count() >= expected.size());
                assertThat(told(results)).isEqualTo(expected);
                assertThat(late.events()).as("edits come in order").isEmpty();
                assertThat(results.others())
                        .as("no gap, no error, nothing taken back")
                        .isEmpty();
            }
        }
    }

    private static Map<String, Session> recompute(List<String> edits) {
        Map<String, List<JsonNode>> users = new HashMap<>();
        for (String edit : edits) {
            JsonNode tree = RealData.read(edit);
            users.computeIfAbsent(tree.get("user").asText(), user -> new ArrayList<>())
                    .add(tree);
        }
        Map<String, Session> sessions = new TreeMap<>();
        users.forEach((user, all) -> {
            all.sort(Comparator.comparingLong(WikipediaSessionsTest::time));
            int from = 0;
            for (int i = 1; i <= all.size(); i++) {
                if (i == all.size() || time(all.get(i)) - time(all.get(i - 1)) > PAUSE) {
                    Session session = session(all.subList(from, i));
                    sessions.put(user + "@" + session.start, session);
                    from = i;
                }
            }
        });
        return sessions;
    }

    private static Session session(List<JsonNode> edits) {
        Set<String> pages = new HashSet<>();
        long added = 0;
        for (JsonNode edit : edits) {
            pages.add(edit.get("page").asText());
            added += edit.get("added").asLong();
        }
        JsonNode first = edits.get(0);
        JsonNode last = edits.get(edits.size() - 1);
        return new Session(
                time(first),
                time(last),
                edits.size(),
                added,
                pages.size(),
                first.get("page").asText(),
                last.get("page").asText());
    }

    private static long time(JsonNode edit) {
        return edit.get("ts").asLong();
    }

    /** What was told, each session once. */
    private static Map<String, Session> told(Subscriber subscriber) {
        Map<String, Session> sessions = new TreeMap<>();
        for (String row : subscriber.events()) {
            JsonNode tree = RealData.read(row);
            Session session = new Session(
                    tree.get("windowStart").asLong(),
                    tree.get("windowEnd").asLong(),
                    tree.get("edits").asLong(),
                    tree.get("added").asLong(),
                    tree.get("pages").asLong(),
                    tree.get("first").asText(),
                    tree.get("last").asText());
            assertThat(sessions.put(tree.get("user").asText() + "@" + session.start, session))
                    .as("told once: %s", row)
                    .isNull();
        }
        return sessions;
    }
}
