package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.JobKind;
import dev.millrace.benchmarks.load.Options;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the command line says, as {@code --name value}.
 *
 * @param job what is compared
 * @param lateness how many seconds a window waits for events where partitions meet
 * @param keys a topic, its rounds and its table for each
 * @param commit the loop's commit interval in milliseconds
 * @param peerCommit that of Kafka Streams, Flink and Jet
 * @param threads of Kafka Streams, Flink and Jet
 * @param emit how Kafka Streams tells a window once: {@code close} by its emit strategy, or {@code suppress}
 * @param collector {@code serial} or {@code parallel} for all contenders, or {@code own} for what each runs best with
 * @param profile whether each contender writes a flight recording beside its log; figures of such a run are lower
 * @param limit seconds after which a contender counts as stuck
 */
record CompareOptions(
        JobKind job,
        List<String> contenders,
        int rounds,
        long events,
        List<Integer> keys,
        int windows,
        long lateness,
        long commit,
        long peerCommit,
        int threads,
        String emit,
        String heap,
        String collector,
        boolean profile,
        long limit,
        Path folder,
        Path root) {

    private static final String ALL = "all";
    private static final List<String> EMITS = List.of("close", "suppress");
    private static final List<String> SWITCHES = List.of("on", "off");
    private static final List<String> COLLECTORS = List.of("own", "serial", "parallel");

    /** @throws IllegalArgumentException with a sentence */
    static CompareOptions of(String[] arguments) {
        Options options = new Options(arguments, defaults());
        JobKind job = JobKind.of(options.oneOf("job", JobKind.words()));
        return new CompareOptions(
                job,
                contenders(job, options),
                (int) options.number("rounds", 1, 1_000),
                options.number("events", 1_000, 1_000_000_000),
                options.numbers("keys", 1_000, 10_000_000),
                (int) options.number("windows", 2, 1_000),
                options.number("lateness", 0, 86_400),
                options.number("commit", 1, 60_000),
                options.number("peer-commit", 1, 60_000),
                (int) options.number("threads", 1, 64),
                options.oneOf("emit", EMITS),
                heap(options.text("heap")),
                options.oneOf("collector", COLLECTORS),
                options.oneOf("profile", SWITCHES).equals("on"),
                options.number("limit", 1, 86_400),
                Path.of(options.text("folder")).toAbsolutePath(),
                Path.of(options.text("root")).toAbsolutePath().normalize());
    }

    private static Map<String, String> defaults() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("job", JobKind.WINDOW.word());
        values.put("contenders", ALL);
        values.put("rounds", "5");
        values.put("events", "8000000");
        values.put("keys", "10000");
        values.put("windows", "24");
        values.put("lateness", "60");
        values.put("commit", "30");
        values.put("peer-commit", "100");
        values.put("threads", "2");
        values.put("emit", "close");
        values.put("heap", "3g");
        values.put("collector", "own");
        values.put("profile", "off");
        values.put("limit", "600");
        values.put("folder", "benchmarks/target/compare");
        values.put("root", "");
        return values;
    }

    private static List<String> contenders(JobKind job, Options options) {
        if (options.text("contenders").equals(ALL)) {
            return job.contenders();
        }
        List<String> named = options.list("contenders", JobKind.WINDOW.contenders());
        for (String name : named) {
            if (!job.contenders().contains(name)) {
                throw new IllegalArgumentException("the contender " + name + " does not know the job " + job.word()
                        + ": " + String.join(", ", job.contenders()) + " do");
            }
        }
        return named;
    }

    private static String heap(String value) {
        if (!value.matches("[1-9][0-9]*[mg]")) {
            throw new IllegalArgumentException("--heap must be like 3g or 512m, not \"" + value + "\"");
        }
        return value;
    }
}
