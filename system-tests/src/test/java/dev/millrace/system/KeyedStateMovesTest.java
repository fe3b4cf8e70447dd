package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asking what a pipeline keeps while its owner dies, and while it has none: two aggregate-services as processes of their own. */
class KeyedStateMovesTest {

    private static final int PAGES = 40;
    private static final int PARTITIONS = 4;

    @TempDir
    Path folder;

    private Client client;
    private int rounds;
    private Instant began;

    @Test
    @Timeout(240)
    void answersComeFromOwnersOrFromCopiesThatSayHowOldTheyAre() throws Exception {
        try (Fleet fleet = new Fleet(folder, Map.of("MILLRACE_STATE_COPIES_FROM_BYTES", "1"))) {
            fleet.startAll();
            fleet.start("aggregate-service", 1);
            fleet.awaitReady("aggregate-service", 1);
            client = fleet.gateway();
            began = Instant.now();
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: visits}
                    spec: {key: page, partitions: %d, timestamp: {field: at, format: epoch-ms}, watermark: {onIdle: hold}}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: by-page}
                    spec:
                      from: visits
                      steps:
                        - aggregate: {by: page, window: {tumbling: 1h}, compute: {visits: count()}}
                    """.formatted(PARTITIONS));
            Client.until("both own tasks", () -> owners().size() == 2 && tasks() == PARTITIONS);
            visitAll();
            allAnsweredByOwners();
            fleet.child("aggregate-service-1").kill();
            whileOwnersAreMissing();
            allAnsweredByOwners();
            withoutOwners();
        }
    }

    /** One visit to each page. */
    private void visitAll() {
        List<String> visits = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            visits.add("{\"page\":\"p" + page + "\",\"at\":" + (5 + rounds) + "}");
        }
        client.push("visits", visits);
        rounds++;
    }

    private Client.Answer ask(int page) {
        return client.get("/v1/pipelines/by-page/state/p" + page);
    }

    /** How many visits an answer counts. */
    private static long visits(Client.Answer answer) {
        var windows = RealData.read(answer.body()).get("windows");
        assertThat(windows).hasSize(1);
        return windows.get(0).get("visits").asLong();
    }

    private static boolean isFrom(String source, Client.Answer answer) {
        return answer.status() == 200 && source.equals(answer.json().get("source"));
    }

    private void allAnsweredByOwners() {
        for (int each = 0; each < PAGES; each++) {
            int page = each;
            Client.until("the owner of p" + page + " answers", () -> {
                Client.Answer answer = ask(page);
                return isFrom("task", answer) && visits(answer) == rounds;
            });
        }
    }

    /** Right after the kill each answer is an owner's, or a copy's with its age, or says when to ask again; and never that there is nothing. */
    private void whileOwnersAreMissing() {
        Client.until("all tasks have owners", () -> {
            boolean all = true;
            for (int page = 0; page < PAGES; page++) {
                Client.Answer answer = ask(page);
                check(answer);
                all &= isFrom("task", answer);
            }
            return all;
        });
    }

    private void check(Client.Answer answer) {
        if (answer.status() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            return;
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(visits(answer)).isBetween(1L, (long) rounds);
        if (isFrom("copy", answer)) {
            assertThat((Long) answer.json().get("ageMillis")).isPositive();
            assertThat(Instant.parse((String) answer.json().get("asOf"))).isBetween(began, Instant.now());
        }
    }

    /** A paused pipeline has no owners; a copy answers as soon as one was made of the key's segment. */
    private void withoutOwners() {
        Client.until("a copy answers", () -> {
            visitAll();
            Client.until("it counts", () -> isFrom("task", ask(0)) && visits(ask(0)) == rounds);
            client.post("/v1/pipelines/by-page/pause", "application/json", "");
            Client.until("its owner has gone", () -> !isFrom("task", ask(0)));
            Client.Answer answer = ask(0);
            check(answer);
            if (!isFrom("copy", answer)) {
                client.post("/v1/pipelines/by-page/resume", "application/json", "");
            }
            return isFrom("copy", answer);
        });
        Client.Answer unknown = client.get("/v1/pipelines/by-page/state/nobody");
        assertThat(unknown.status())
                .as("a copy cannot say that there is nothing")
                .isEqualTo(503);
    }

    private Set<String> owners() {
        Set<String> owners = new TreeSet<>();
        status().get("tasks").forEach(task -> owners.add(task.get("instance").asText()));
        return owners;
    }

    private int tasks() {
        return status().get("tasks").size();
    }

    private com.fasterxml.jackson.databind.JsonNode status() {
        return RealData.read(client.get("/v1/pipelines/by-page/status").body()).at("/stages/0");
    }
}
