package dev.millrace.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long keys are without an owner after a SIGKILL: two aggregate-services share some million open keys, one of them is killed, and the other's log
 * says when it was assigned the partitions and how long it took to restore them. By hand: {@code main(folder, keys of both, "copies" | "log")}.
 */
final class TakeOverFigures {

    private static final int PARTITIONS = 8;
    private static final Pattern RESTORED =
            Pattern.compile("^(\\S+) .* task \\d+ restored in (\\d+) ms: (\\d+) rows, (\\d+) of 256 segments.*");

    private TakeOverFigures() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int keys = Integer.parseInt(args[1]);
        String from = args[2].equals("copies") ? "1" : Integer.toString(Integer.MAX_VALUE);
        try (Fleet fleet = new Fleet(folder, Map.of("MILLRACE_STATE_COPIES_FROM_BYTES", from))) {
            fleet.heap("-Xmx1500m");
            fleet.startAll();
            Client client = fleet.gateway();
            client.apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: cards}
                    spec: {key: card, partitions: %d, timestamp: {field: at, format: epoch-ms}}
                    ---
                    apiVersion: millrace.dev/v1
                    kind: Pipeline
                    metadata: {name: by-card}
                    spec:
                      from: cards
                      steps:
                        - aggregate: {by: card, window: {tumbling: 365d}, compute: {n: count(), total: sum(amount)}}
                    """.formatted(PARTITIONS));
            fleet.start("aggregate-service", 1);
            fleet.awaitReady("aggregate-service", 1);
            long pushed = System.nanoTime();
            for (int at = 0; at < keys; at += 10_000) {
                List<String> events = new ArrayList<>();
                for (int i = at; i < Math.min(keys, at + 10_000); i++) {
                    events.add("{\"card\":\"card-" + i + "\",\"amount\":" + i % 1_000 + ",\"at\":86400000}");
                }
                client.push("cards", events);
            }
            Client.until("all keys are open", () -> keysOf(client, "aggregate-service") == keys);
            System.out.printf("%,d keys after %.0f s%n", keys, (System.nanoTime() - pushed) / 1e9);
            long lost = keysOf(client, "aggregate-service-1");
            ServiceChild left = fleet.child("aggregate-service-0");
            int before = left.printed().length();
            long killed = System.currentTimeMillis();
            fleet.child("aggregate-service-1").kill();
            Client.until("all keys have an owner again", () -> restored(left, before) == lost);
            print(left.printed().substring(before), lost, killed);
        }
    }

    private static long keysOf(Client client, String instance) {
        long keys = 0;
        for (var stage :
                RealData.read(client.get("/v1/pipelines/by-card/status").body()).get("stages")) {
            for (var task : stage.get("tasks")) {
                keys += task.get("instance").asText().startsWith(instance)
                        ? task.get("keys").asLong()
                        : 0;
            }
        }
        return keys;
    }

    private static long restored(ServiceChild child, int from) {
        return child.printed()
                .substring(from)
                .lines()
                .map(RESTORED::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(3)))
                .sum();
    }

    private static void print(String printed, long lost, long killed) {
        long longest = 0;
        long last = 0;
        long segments = 0;
        for (String line : printed.lines().toList()) {
            Matcher found = RESTORED.matcher(line);
            if (found.matches()) {
                longest = Math.max(longest, Long.parseLong(found.group(2)));
                segments += Long.parseLong(found.group(4));
                last = Math.max(last, Instant.parse(found.group(1)).toEpochMilli());
            }
        }
        long until = last - killed;
        System.out.printf(
                Locale.ROOT,
                "%,d keys lost: assigned after %d ms, restored in %d ms, %d segments from copies; at work %d ms after the kill%n",
                lost,
                until - longest,
                longest,
                segments,
                until);
    }
}
