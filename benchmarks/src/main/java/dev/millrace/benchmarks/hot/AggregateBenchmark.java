package dev.millrace.benchmarks.hot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.benchmarks.load.Bids;
import dev.millrace.benchmarks.load.NoOutput;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.engine.task.Task;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.plan.Stage;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One bid through a task that counts and sums by auction in a window, 1,000 auctions, a commit each 20,000 without writing it.
 * Yardstick: Jackson streaming and a {@link HashMap}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AggregateBenchmark {

    private static final int COMMIT = 20_000;
    private static final String PIPELINE = """
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: totals}
            spec:
              from: bids
              steps:
                - aggregate:
                    by: auction
                    window: {tumbling: 1m}
                    compute:
                      bids: count()
                      total: sum(%s)
            """;

    /** An integer field, and one with decimals, which are summed exactly. */
    @Param({"bidder", "price"})
    public String summed;

    private final Turn bids = new Turn(Bids::epoch);
    private final Origin origin = new Origin("bids", 0, 0, 0, EventHeaders.NONE);
    private final JsonFields fields = new JsonFields();
    private final Map<Long, double[]> totals = new HashMap<>();
    private final JsonFactory jackson = new JsonFactory();
    private Task task;
    private int events;

    @Setup
    public void open() throws StateLostException {
        Stage stage = Stages.of(PIPELINE.formatted(summed));
        task = new Task(
                stage, stage.inputs().get(0), OperatorRegistry.onClassPath(), new NoOutput(), Clock.systemUTC());
        task.open(null);
    }

    @Benchmark
    public Task event() {
        task.event(new Event(bids.next(), null, 5_000, Op.INSERT, origin, fields));
        if (++events % COMMIT == 0) {
            task.committing();
            task.committed();
        }
        return task;
    }

    @Benchmark
    public double[] jacksonAndHashMap() throws IOException {
        long auction = 0;
        double amount = 0;
        try (JsonParser parser = jackson.createParser(bids.next())) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals("auction")) {
                    auction = parser.getLongValue();
                } else if (name.equals(summed)) {
                    amount = parser.getDoubleValue();
                }
            }
        }
        double[] total = totals.computeIfAbsent(auction, key -> new double[2]);
        total[0]++;
        total[1] += amount;
        return total;
    }
}
