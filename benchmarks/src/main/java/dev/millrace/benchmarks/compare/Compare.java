package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.check.ExpectedResults;
import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.JobKind;
import dev.millrace.benchmarks.compare.job.Workload;
import dev.millrace.broker.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One job, exactly-once, from Kafka to Kafka: the platform beside those that know it of a hand-written loop, Kafka Streams, Flink and Jet, in
 * interleaved rounds on one broker, each in a fresh JVM. Results are checked against a plain recomputation.
 *
 * <p>Arguments are those of {@link CompareOptions}. Blocks until done; ends with 1 when a round failed, with 2 for wrong arguments.
 */
public final class Compare {

    private final CompareOptions options;
    private final Machines machines;
    private final Map<Integer, Map<String, List<Figures>>> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    private Compare(CompareOptions options) {
        this.options = options;
        this.machines = new Machines(
                options.root(),
                options.folder().resolve("logs"),
                options.heap(),
                options.collector(),
                options.profile());
    }

    /** Runs the rounds and prints the table. */
    public static void main(String[] args) throws Exception {
        System.setProperty("logback.configurationFile", "compare-logback.xml");
        Compare compare;
        try {
            compare = new Compare(CompareOptions.of(args));
            compare.machines.check();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(compare.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        clear("broker", "state", "logs");
        Files.createDirectories(machines.logs());
        int port = Ports.free(1).get(0);
        String bootstrap = "127.0.0.1:" + port;
        List<String> heap = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");
        List<String> place = List.of(options.folder().resolve("broker").toString(), Integer.toString(port));
        try (Child broker = machines.main("broker", heap, BrokerProcess.class, place)) {
            broker.awaitPrinted("broker at ");
            measure(bootstrap, broker);
        } finally {
            clear("broker", "state");
        }
        figures.forEach((keys, contenders) -> {
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: %,d events, %,d keys, medians%n%n",
                    options.job().word(),
                    options.events(),
                    keys);
            Figures.print(contenders, options.job().yardstick());
        });
        failures.forEach(failure ->
                System.out.println("FAILED: " + failure.lines().findFirst().orElse("")));
        return failures.isEmpty();
    }

    private void measure(String bootstrap, Child broker) throws Exception {
        try (Topics topics = new Topics(bootstrap)) {
            for (int keys : options.keys()) {
                Workload workload =
                        new Workload(options.job(), options.events(), keys, options.windows(), latenessMillis());
                measure(workload, bootstrap, broker, topics);
            }
        }
    }

    private void measure(Workload workload, String bootstrap, Child broker, Topics topics) throws Exception {
        MillraceContender millrace = new MillraceContender(machines, topics);
        System.out.println("declaring " + workload.topic());
        millrace.declare(job("declare", workload, bootstrap, 0));
        ExpectedResults expected = new Generator(bootstrap, workload).fill();
        System.out.printf(
                Locale.ROOT,
                "%s: %,d events, %,d results expected%n",
                workload.topic(),
                workload.written(),
                expected.size());
        Map<String, List<Figures>> table = new LinkedHashMap<>();
        options.contenders().forEach(name -> table.put(name, new ArrayList<>()));
        figures.put(workload.keys(), table);
        List<String> order = new ArrayList<>(options.contenders());
        for (int round = 1; round <= options.rounds(); round++) {
            for (String name : order) {
                Job job = job(name, workload, bootstrap, round);
                Files.createDirectories(job.folder());
                Contender contender = name.equals("millrace") ? millrace : new PeerContender(name, machines, topics);
                try {
                    Figures found = new Round(
                                    contender, job, workload, expected, topics, broker, options.limit() * 1_000)
                            .run();
                    table.get(name).add(found);
                    System.out.println(job.name() + ": " + found.line());
                } catch (IllegalStateException | ExecutionException | IOException e) {
                    failures.add(e.toString());
                    System.out.println("FAILED: " + e.getMessage());
                }
                broker.mustRun();
                if (!name.equals("millrace")) {
                    topics.delete(job.name());
                }
                TimeUnit.SECONDS.sleep(2);
            }
            Collections.rotate(order, 1);
        }
    }

    /** None where each partition's windows are its own, as events of one partition are in order. */
    private long latenessMillis() {
        return options.job() == JobKind.REPARTITION ? options.lateness() * 1_000 : 0;
    }

    private Job job(String name, Workload workload, String bootstrap, int round) {
        String id = "compare-" + workload.keys() + "-" + name + "-" + round;
        long commit = name.equals("loop") ? options.commit() : options.peerCommit();
        return new Job(
                workload.kind(),
                bootstrap,
                id,
                workload.topic(),
                id + "-results",
                workload.latenessMillis(),
                workload.gapMillis(),
                commit,
                options.threads(),
                options.emit().equals("suppress"),
                options.folder().resolve("state").resolve(id));
    }

    private void clear(String... parts) {
        for (String part : parts) {
            Path folder = options.folder().resolve(part);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
