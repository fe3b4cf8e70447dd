package dev.millrace.system;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What pipelines cost that have nothing to do: a running {@code ./millrace up} on an empty folder, first without any, then with so many, half of them with
 * state, each of which has had events. By hand: {@code main(base URL, process id, pipelines, seconds)}.
 */
final class IdleFigures {

    /** Closing windows by the clock and the first reports of a new pipeline are not what is measured. */
    private static final int SETTLE_SECONDS = 60;

    private IdleFigures() {}

    public static void main(String[] args) throws Exception {
        Client client = new Client(args[0]);
        ProcessFigures up = new ProcessFigures(Long.parseLong(args[1]));
        int pipelines = Integer.parseInt(args[2]);
        int seconds = Integer.parseInt(args[3]);
        client.apply("""
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: numbers}
                spec: {key: k, partitions: 4}
                """);
        client.push("numbers", List.of("{\"k\":\"a\",\"n\":1}"));
        double[] none = figures(up, seconds);
        for (int i = 0; i < pipelines; i++) {
            client.apply(i % 2 == 0 ? copy(i) : counted(i));
        }
        client.push("numbers", List.of("{\"k\":\"a\",\"n\":1}", "{\"k\":\"b\",\"n\":2}", "{\"k\":\"c\",\"n\":3}"));
        for (int i = 0; i < pipelines; i++) {
            client.values("p" + i, 3);
        }
        double[] many = figures(up, seconds);
        System.out.printf(
                Locale.ROOT,
                "%d idle pipelines: %.3f cores over %.3f without any; each %.2f MB resident (over %.0f), %.2f MB of heap (over %.0f)%n",
                pipelines,
                many[0] - none[0],
                none[0],
                (many[1] - none[1]) / pipelines,
                none[1],
                (many[2] - none[2]) / pipelines,
                none[2]);
    }

    private static String copy(int i) {
        return """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: p%d}
                spec:
                  from: numbers
                  steps:
                    - filter: n > 0
                """.formatted(i);
    }

    private static String counted(int i) {
        return """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: p%d}
                spec:
                  from: numbers
                  steps:
                    - aggregate: {by: k, window: {tumbling: 1s}, compute: {count: count()}}
                """.formatted(i);
    }

    /** Cores used over so many seconds; megabytes resident and on the heap after a collection at their end. */
    private static double[] figures(ProcessFigures up, int seconds) throws IOException, InterruptedException {
        pause(SETTLE_SECONDS);
        Duration before = up.cpu();
        long start = System.nanoTime();
        pause(seconds);
        double cores = up.cpu().minus(before).toNanos() / (double) (System.nanoTime() - start);
        up.collect();
        return new double[] {cores, up.residentMegabytes(), up.heapMegabytes()};
    }

    private static void pause(int seconds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
