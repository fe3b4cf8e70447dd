package dev.millrace.benchmarks.state;

import dev.millrace.benchmarks.load.NoOutput;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.engine.task.Task;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * Heap for each open key of a task that counts and sums by key in one window, after a collection: rows, tables and timers of the task, nothing
 * else. Arguments: keys (default 1,000,000).
 */
public final class HeapBenchmark {

    private HeapBenchmark() {}

    public static void main(String[] args) throws StateLostException {
        int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Task task = task();
        long before = used();
        Origin origin = new Origin("in", 0, 0, 0, EventHeaders.NONE);
        for (int i = 0; i < keys; i++) {
            String event = "{\"card\":\"card-" + i + "\",\"amount\":" + i % 1_000 + "}";
            task.event(new Event(event.getBytes(StandardCharsets.UTF_8), null, 5_000, Op.INSERT, origin));
            if (i % 20_000 == 0) {
                task.committing();
                task.committed();
            }
        }
        task.committing();
        task.committed();
        long after = used();
        System.out.printf(
                Locale.ROOT,
                "%,d keys: %.1f bytes of heap a key, of which %.1f are key and value%n",
                task.state().size(),
                (after - before) / (double) keys,
                task.state().bytes() / (double) keys);
    }

    private static Task task() throws StateLostException {
        String yaml = """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: totals}
                spec:
                  from: in
                  steps:
                    - aggregate:
                        by: card
                        window: {tumbling: 1m}
                        compute:
                          payments: count()
                          total: sum(amount)
                """;
        PipelineResource pipeline =
                (PipelineResource) ResourceReader.read(yaml).resources().get(0);
        EventKey card = new EventKey(List.of(FieldPath.parse("card")));
        Stage stage = Planner.plan(pipeline, 1, name -> new StreamRef(name, "id", 1, card, null), null)
                .stages()
                .get(0);
        Task task = new Task(
                stage, stage.inputs().get(0), OperatorRegistry.onClassPath(), new NoOutput(), Clock.systemUTC());
        task.open(null);
        return task;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
