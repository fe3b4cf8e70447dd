package dev.millrace.benchmarks.push;

import dev.millrace.benchmarks.load.Await;
import dev.millrace.benchmarks.load.LoadedPlatform;
import dev.millrace.benchmarks.load.Options;
import dev.millrace.benchmarks.load.Series;
import dev.millrace.broker.Ports;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Pushes of bids: the platform (gateway, event bus, ingest) beside {@link BareHandler}, in one JVM with the broker and the client, in
 * interleaved rounds. The platform also checks JSON, key and time of every event. After each round all acknowledged events must be in Kafka.
 *
 * <p>Options: {@code --kinds} (all four), {@code --rounds} (5), {@code --seconds} a round (8), {@code --warm-up} seconds before each kind (16),
 * {@code --requests} under way (64). Blocks until done.
 */
public final class PushBenchmark {

    private static final int WARM_UP = -1;

    private final LoadedPlatform platform;
    private final PushLoad load;
    private final List<PushTarget> targets;
    private final int rounds;
    private final long millis;
    private final long warmUpMillis;

    private PushBenchmark(
            LoadedPlatform platform,
            PushLoad load,
            List<PushTarget> targets,
            int rounds,
            long millis,
            long warmUpMillis) {
        this.platform = platform;
        this.load = load;
        this.targets = targets;
        this.rounds = rounds;
        this.millis = millis;
        this.warmUpMillis = warmUpMillis;
    }

    /** Runs the rounds and prints each, then medians and their ratio for each kind. */
    public static void main(String[] args) throws Exception {
        Options options = new Options(
                args,
                Map.of(
                        "kinds", String.join(",", PushKind.NAMES),
                        "rounds", "5",
                        "seconds", "8",
                        "warm-up", "16",
                        "requests", "64"));
        List<PushKind> kinds =
                options.list("kinds", PushKind.NAMES).stream().map(PushKind::of).toList();
        int rounds = options.number("rounds", 1);
        long millis = 1_000L * options.number("seconds", 1);
        long warmUpMillis = 1_000L * options.number("warm-up", 1);
        int requests = options.number("requests", 2);
        int barePort = Ports.free(1).get(0);
        Vertx bare = Vertx.vertx();
        try (LoadedPlatform platform = new LoadedPlatform(Map.of());
                PushLoad load = new PushLoad(requests);
                KafkaProducer<byte[], byte[]> producer =
                        platform.producer(Map.of("compression.type", "lz4", "linger.ms", 0, "batch.size", 128 << 10))) {
            platform.declare("bids", "key: auction, timestamp: {field: at, format: epoch-ms}");
            platform.createTopic("bare");
            new BareHandler(producer, "bare").serve(bare, barePort, platform.loops());
            List<PushTarget> targets = List.of(
                    new PushTarget("platform", platform.port(), "/v1/streams/bids/events", "bids"),
                    new PushTarget("bare", barePort, "/", "bare"));
            PushBenchmark benchmark = new PushBenchmark(platform, load, targets, rounds, millis, warmUpMillis);
            for (PushKind kind : kinds) {
                benchmark.measure(kind);
            }
        } finally {
            Await.result(bare.close());
        }
    }

    private void measure(PushKind kind) throws Exception {
        Series[] rates = {new Series(), new Series()};
        Series[] halves = {new Series(), new Series()};
        Series[] most = {new Series(), new Series()};
        Series ratios = new Series();
        for (int round = WARM_UP; round < rounds; round++) {
            double[] rate = new double[2];
            for (int turn = 0; turn < 2; turn++) {
                // Each is first in every other round.
                int which = (round + turn) & 1;
                PushFigures figures = push(targets.get(which), kind, round == WARM_UP ? warmUpMillis : millis);
                rate[which] = figures.perSecond() * kind.events();
                if (round != WARM_UP) {
                    rates[which].add(rate[which]);
                    halves[which].add(figures.latency().millis(0.5));
                    most[which].add(figures.latency().millis(0.99));
                }
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %-8s %-8s %,9.0f requests/s %,11.0f events/s, p50 %.2f ms, p99 %.2f ms%n",
                        kind.name(),
                        round == WARM_UP ? "warm-up" : "round " + (round + 1),
                        targets.get(which).name(),
                        figures.perSecond(),
                        rate[which],
                        figures.latency().millis(0.5),
                        figures.latency().millis(0.99));
            }
            if (round != WARM_UP) {
                ratios.add(rate[0] / rate[1]);
            }
        }
        for (int which = 0; which < 2; which++) {
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %-8s %-8s %,11.0f events/s, p50 %.2f ms, p99 %.2f ms%n",
                    kind.name(),
                    "median",
                    targets.get(which).name(),
                    rates[which].median(),
                    halves[which].median(),
                    most[which].median());
        }
        System.out.printf(
                Locale.ROOT,
                "%-12s ratio of medians %.2f (rounds: %.2f to %.2f)%n",
                kind.name(),
                rates[0].median() / rates[1].median(),
                ratios.least(),
                ratios.most());
    }

    /** One round, held against Kafka. */
    private PushFigures push(PushTarget target, PushKind kind, long forMillis) throws Exception {
        long before = platform.records(target.topic());
        PushFigures figures = load.run(target, kind, forMillis);
        long found = platform.records(target.topic()) - before;
        long acknowledged = figures.answered() * kind.events();
        if (found != acknowledged) {
            throw new IllegalStateException(target.name() + " acknowledged " + acknowledged
                    + " events, in Kafka there are " + found + " more than before");
        }
        return figures;
    }
}
