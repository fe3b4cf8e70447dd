package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.Workload;

/** A job as the platform is told it. */
final class Declarations {

    private static final String MAP = """
            steps:
              - filter: price > 4200 && !channel.startsWith("channel-1")
              - map:
                  price: price * 908 / 1000
                  source: channel
                  high: price > 7000
            """;

    private Declarations() {}

    /** The input. */
    static String stream(Job job) {
        return """
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: %s}
                spec:
                  key: auction
                  partitions: %d
                  timestamp: {field: dateTime, format: epoch-ms}
                  watermark: {maxDelay: %dms, onIdle: hold}
                """.formatted(job.input(), Workload.PARTITIONS, job.latenessMillis());
    }

    /** What is done with it. */
    static String pipeline(Job job) {
        String steps = switch (job.kind()) {
            case WINDOW, REPARTITION -> windows(job.kind().group(), "tumbling: 10s");
            case HOPPING -> windows("auction", "hopping: 60s, every: 10s");
            case SIEVED -> windows("auction", "hopping: 600s, every: 10s") + "  - filter: total % 100 == 0\n";
            case SESSION -> windows("auction", "session: " + job.gapMillis() + "ms");
            case MAP -> MAP;
        };
        return """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: %s
                  start: earliest
                  delivery: exactly-once
                  to: %s
                """.formatted(job.name(), job.input(), job.output()) + steps.indent(2);
    }

    private static String windows(String by, String window) {
        return """
                steps:
                  - aggregate:
                      by: %s
                      window: {%s}
                      compute:
                        bids: count()
                        total: sum(price)
                """.formatted(by, window);
    }
}
