package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.system.guarantee.AtLeastOnce;
import dev.millrace.system.guarantee.CountsUp;
import dev.millrace.system.guarantee.EachPaneOnce;
import dev.millrace.system.guarantee.ExactlyOnce;
import dev.millrace.system.guarantee.Guarantee;
import dev.millrace.system.guarantee.IdsAdvance;
import dev.millrace.system.guarantee.NothingUnaccounted;
import dev.millrace.system.guarantee.OrderPerKey;
import dev.millrace.system.guarantee.Pushed;
import dev.millrace.system.guarantee.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five services and a broker as processes, under load, while faults strike one after the other. Whatever they were, each pipeline keeps what it
 * promises. By hand for longer: {@code main(folder, seconds[, seed])}.
 */
class FaultsTest {

    private static final int SECONDS = 120;

    private static final String PIPELINES = """
            apiVersion: millrace.dev/v1
            kind: Stream
            metadata: {name: numbers}
            spec: {key: k, partitions: 4}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: squares}
            spec:
              from: numbers
              steps:
                - map: {square: n * n}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: counted}
            spec:
              from: numbers
              steps:
                - aggregate: {by: [k, n], window: {tumbling: 1s}, compute: {count: count()}}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: rekeyed}
            spec:
              from: numbers
              steps:
                - aggregate: {by: n, window: {tumbling: 1s}, compute: {count: count()}}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: least}
            spec:
              from: numbers
              delivery: at-least-once
              steps:
                - aggregate: {by: [k, n], window: {tumbling: 1s}, compute: {count: count()}}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: updated}
            spec:
              from: numbers
              steps:
                - aggregate: {by: k, window: {tumbling: 10s}, compute: {count: count(), n: last(n)}, emit: on-update}
            """;

    /** Besides, of each: ids advance, and what went in came out. */
    private static final Map<String, List<Guarantee>> GUARANTEES = Map.of(
            "squares", List.of(new ExactlyOnce(), new OrderPerKey()),
            "counted", List.of(new ExactlyOnce(), new EachPaneOnce("k", "n")),
            "rekeyed", List.of(new ExactlyOnce(), new EachPaneOnce("n")),
            "least", List.of(new AtLeastOnce()),
            "updated", List.of(new CountsUp(), new EachPaneOnce("k")));

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void everyPipelineKeepsItsPromiseWhateverFails() throws Exception {
        run(folder, SECONDS, System.nanoTime());
    }

    public static void main(String[] args) throws Exception {
        run(
                Files.createDirectories(Path.of(args[0])),
                Integer.parseInt(args[1]),
                args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime());
    }

    private static void run(Path folder, int seconds, long seed) throws Exception {
        System.out.println("FaultsTest seed " + seed);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(folder, Map.of("MILLRACE_STATE_COPIES_FROM_BYTES", "1"))) {
            fleet.startAll();
            fleet.gateway().apply(PIPELINES);
            Map<String, Subscriber> subscribers = subscribe(fleet);
            try {
                Pusher pusher = new Pusher(fleet.gateway().baseUrl());
                Map<Fault, Integer> struck = strike(fleet, pusher, seconds, random);
                pusher.close();
                Pushed pushed = pusher.pushed();
                System.out.println("FaultsTest struck " + struck + "; "
                        + pushed.acknowledged().size() + " of " + pushed.below() + " pushed numbers acknowledged");
                Client.until("the end is pushed", () -> end(fleet));
                check(subscribers, pushed, fleet, "seed " + seed + ", " + struck);
                System.out.println("FaultsTest found every promise kept");
            } finally {
                subscribers.values().forEach(Subscriber::close);
            }
        }
    }

    /** The input, and of each pipeline results, dead letters and, where it has windows, late events. */
    private static Map<String, Subscriber> subscribe(Fleet fleet) {
        List<String> streams = new ArrayList<>(List.of("numbers"));
        for (String pipeline : GUARANTEES.keySet()) {
            streams.addAll(List.of(pipeline, pipeline + ".dead"));
            if (!pipeline.equals("squares")) {
                streams.add(pipeline + ".late");
            }
        }
        Map<String, Subscriber> subscribers = new LinkedHashMap<>();
        streams.forEach(
                stream -> subscribers.put(stream, new Subscriber(fleet.gateway().baseUrl(), stream)));
        return subscribers;
    }

    /** Every fault once, in an order of its own each round, until the time is over. */
    private static Map<Fault, Integer> strike(Fleet fleet, Pusher pusher, int seconds, Random random) throws Exception {
        Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
        List<Fault> round = new ArrayList<>();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            if (round.isEmpty()) {
                round.addAll(List.of(Fault.values()));
                Collections.shuffle(round, random);
            }
            Fault fault = round.remove(0);
            untilMore(pusher, random.nextInt(3_000), struck);
            System.out.println("FaultsTest " + fault);
            fault.strike(fleet, random);
            struck.merge(fault, 1, Integer::sum);
        }
        untilMore(pusher, 1_000, struck);
        return struck;
    }

    private static void untilMore(Pusher pusher, int more, Map<Fault, Integer> struck) {
        int goal = pusher.acknowledged().size() + more;
        Client.until(
                "more is acknowledged after " + struck,
                () -> pusher.acknowledged().size() > goal);
    }

    private static boolean end(Fleet fleet) {
        try {
            return fleet.gateway()
                            .post("/v1/streams/numbers/watermark", "application/json", "{\"to\": \"end\"}")
                            .status()
                    < 300;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }

    private static void check(Map<String, Subscriber> subscribers, Pushed pushed, Fleet fleet, String when) {
        GUARANTEES.keySet().forEach(pipeline -> untilAll(subscribers.get(pipeline), pushed, fleet, when));
        GUARANTEES.forEach((pipeline, guarantees) -> {
            if (!pipeline.equals("least")) {
                accounted(subscribers, pipeline, pushed, when);
            }
            Told told = subscribers.get(pipeline).told();
            List<Guarantee> all = new ArrayList<>(guarantees);
            all.add(new IdsAdvance());
            for (Guarantee guarantee : all) {
                try {
                    guarantee.check(pushed, told);
                } catch (AssertionError e) {
                    throw new AssertionError(guarantee.getClass().getSimpleName() + " was not kept, " + when, e);
                }
            }
        });
        new IdsAdvance().check(pushed, subscribers.get("numbers").told());
        subscribers
                .values()
                .forEach(each -> assertThat(each.others())
                        .as("no gap, no error, %s, %s", each, when)
                        .isEmpty());
    }

    /** What was kept without being acknowledged may come last, to any of the subscribers. */
    private static void accounted(Map<String, Subscriber> subscribers, String pipeline, Pushed pushed, String when) {
        AssertionError[] last = new AssertionError[1];
        try {
            Client.until("everything is accounted for", () -> {
                List<Told> besides = subscribers.keySet().stream()
                        .filter(stream -> stream.startsWith(pipeline + "."))
                        .map(stream -> subscribers.get(stream).told())
                        .toList();
                try {
                    new NothingUnaccounted(subscribers.get("numbers").told(), besides)
                            .check(pushed, subscribers.get(pipeline).told());
                    return true;
                } catch (AssertionError e) {
                    last[0] = e;
                    return false;
                }
            });
        } catch (AssertionError e) {
            throw new AssertionError("NothingUnaccounted was not kept, " + when, last[0] == null ? e : last[0]);
        }
    }

    private static void untilAll(Subscriber subscriber, Pushed pushed, Fleet fleet, String when) {
        try {
            Client.until("all results have come, " + when, () -> subscriber.holdsAll(pushed.acknowledged()));
        } catch (AssertionError e) {
            for (String pipeline : GUARANTEES.keySet()) {
                System.out.println(fleet.gateway()
                        .get("/v1/pipelines/" + pipeline + "/status")
                        .body());
            }
            throw new AssertionError(
                    subscriber + " has " + subscriber.count() + " of "
                            + pushed.acknowledged().size(),
                    e);
        }
    }
}
