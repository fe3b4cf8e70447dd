package dev.millrace.benchmarks.subscribe;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.millrace.benchmarks.load.LoadedPlatform;
import dev.millrace.benchmarks.load.Options;
import dev.millrace.benchmarks.load.Series;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One stream to thousands of SSE subscribers: the gateway, with events from Kafka, beside {@link BareWriteLoop}, read by the same client, in
 * one JVM with the broker, in interleaved rounds. Every subscriber must get each event once.
 *
 * <p>Options: {@code --subscribers} (5000), {@code --events} a round (1000), {@code --batch}, how many events are sent together (10),
 * {@code --rate}, events a second (0: the next batch when all have all but the last two), {@code --warm-up} rounds (2), {@code --rounds} (5).
 * Blocks until done.
 */
public final class SubscribeBenchmark {

    private static final int BATCHES_UNDER_WAY = 2;
    private static final int OTHER_FILES = 2_000;

    private final int subscribers;
    private final int events;
    private final int batch;
    private final int rate;

    private SubscribeBenchmark(Options options) {
        subscribers = options.number("subscribers", 1);
        events = options.number("events", 1);
        batch = options.number("batch", 1);
        rate = options.number("rate", 0);
    }

    /** Runs the rounds and prints each, then medians and their ratio. */
    public static void main(String[] args) throws Exception {
        Options options = new Options(
                args,
                Map.of(
                        "subscribers", "5000",
                        "events", "1000",
                        "batch", "10",
                        "rate", "0",
                        "warm-up", "2",
                        "rounds", "5"));
        SubscribeBenchmark benchmark = new SubscribeBenchmark(options);
        benchmark.checkOpenFiles();
        int warmUps = options.number("warm-up", 0);
        int rounds = options.number("rounds", 1);
        try (LoadedPlatform platform = new LoadedPlatform(Map.of("subscribe.max", "" + (2 * benchmark.subscribers)));
                GatewaySource gateway = new GatewaySource(platform);
                BareWriteLoop bare = new BareWriteLoop(platform.loops())) {
            benchmark.measure(List.of(gateway, bare), warmUps, rounds);
        }
    }

    /** A connection has both its ends in this process. */
    private void checkOpenFiles() {
        long needed = 2L * subscribers + OTHER_FILES;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < needed) {
            throw new IllegalStateException("this process may open " + system.getMaxFileDescriptorCount()
                    + " files, but needs " + needed + ": set ulimit -n " + needed);
        }
    }

    private void measure(List<EventSource> sources, int warmUps, int rounds) throws Exception {
        Series[] rates = {new Series(), new Series()};
        Series[] halves = {new Series(), new Series()};
        Series[] most = {new Series(), new Series()};
        Series[] together = {new Series(), new Series()};
        Series ratios = new Series();
        for (int round = -warmUps; round < rounds; round++) {
            double[] perSecond = new double[2];
            for (int turn = 0; turn < 2; turn++) {
                // Each is first in every other round.
                int which = (round + turn) & 1;
                DeliveryFigures figures = round(sources.get(which));
                perSecond[which] = figures.perSecond();
                if (round >= 0) {
                    rates[which].add(figures.perSecond());
                    halves[which].add(figures.p50Millis());
                    most[which].add(figures.p99Millis());
                    together[which].add(figures.together());
                }
                say(round < 0 ? "warm-up" : "round " + (round + 1), sources.get(which), figures);
            }
            if (round >= 0) {
                ratios.add(perSecond[0] / perSecond[1]);
            }
        }
        for (int which = 0; which < 2; which++) {
            say(
                    "median",
                    sources.get(which),
                    new DeliveryFigures(
                            rates[which].median(),
                            halves[which].median(),
                            most[which].median(),
                            together[which].median()));
        }
        System.out.printf(
                Locale.ROOT,
                "ratio of medians %.2f (rounds: %.2f to %.2f)%n",
                rates[0].median() / rates[1].median(),
                ratios.least(),
                ratios.most());
    }

    /**
     * What came of one round. A value.
     *
     * @param perSecond deliveries from the first sending to the last arrival
     * @param together events that came with one read
     */
    private record DeliveryFigures(double perSecond, double p50Millis, double p99Millis, double together) {}

    private static void say(String round, EventSource source, DeliveryFigures figures) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-8s %,11.0f deliveries/s, delay p50 %.1f ms, p99 %.1f ms, %.1f events a read%n",
                round,
                source.name(),
                figures.perSecond(),
                figures.p50Millis(),
                figures.p99Millis(),
                figures.together());
    }

    private DeliveryFigures round(EventSource source) throws Exception {
        SentTimes sent = new SentTimes(events);
        Subscribers clients = new Subscribers(source.port(), source.path(), subscribers, sent);
        double seconds;
        try (clients) {
            long start = System.nanoTime();
            for (int from = 0; from < events; from += batch) {
                int to = Math.min(events, from + batch);
                sent.sent(from, to, waitForTurn(clients, start, from));
                source.send(from, to);
            }
            clients.waitFor(() -> clients.deliveries() >= (long) events * subscribers, "the last events");
            seconds = (clients.lastNanos() - start) / 1e9;
            // Whatever comes twice comes now.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        clients.check();
        return new DeliveryFigures(
                (double) events * subscribers / seconds,
                clients.delays().millis(0.5),
                clients.delays().millis(0.99),
                clients.eventsPerRead());
    }

    /** Answers when it was the batch's turn. */
    private long waitForTurn(Subscribers clients, long start, int from) {
        if (rate == 0) {
            long arrived = (long) (from - (BATCHES_UNDER_WAY - 1) * batch) * subscribers;
            clients.waitFor(() -> clients.deliveries() >= arrived, "the batch before");
            return System.nanoTime();
        }
        long due = start + from * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
        return due;
    }
}
