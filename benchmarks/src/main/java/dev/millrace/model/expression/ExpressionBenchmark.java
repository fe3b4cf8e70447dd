package dev.millrace.model.expression;

import dev.millrace.benchmarks.load.Bids;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.json.JsonFields;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Conditions on bids, compiled and on the CEL runtime, which is the yardstick. In the package of expressions because both are seen there
 * alone.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExpressionBenchmark {

    private static final int BIDS = 1024;

    /** Both sides needed; the first side enough; arithmetic; a list; a field that is missing, which fails. */
    @Param({
        "price > 100 && channel == \"Google\"",
        "price > 1e9 && channel == \"Google\"",
        "price * 1.1 + bidder > 5000",
        "channel in [\"Apple\", \"Google\"]",
        "url.startsWith(\"https://\")",
        "missing > 100"
    })
    String source;

    private Expression expression;
    private final Event[] alone = new Event[BIDS];
    private final Event[] ofTask = new Event[BIDS];
    private int next;

    @org.openjdk.jmh.annotations.Setup
    public void compile() {
        expression = Expression.compile(source, 1, 1, Scope.OPEN);
        JsonFields fields = new JsonFields();
        for (int i = 0; i < BIDS; i++) {
            alone[i] = new Event(Bids.epoch(i), null, i, Op.INSERT, null);
            ofTask[i] = new Event(Bids.epoch(i), null, i, Op.INSERT, null, fields);
        }
    }

    /** Events whose fields are found one by one. */
    @Benchmark
    public boolean compiled() {
        try {
            return expression.test(alone[next++ & BIDS - 1]);
        } catch (EvaluationException missing) {
            return false;
        }
    }

    /** Events of a task, whose fields are all found by one walk. */
    @Benchmark
    public boolean compiledInTask() {
        try {
            return expression.test(ofTask[next++ & BIDS - 1]);
        } catch (EvaluationException missing) {
            return false;
        }
    }

    @Benchmark
    public boolean celRuntime() {
        try {
            return expression.testByRuntime(alone[next++ & BIDS - 1]);
        } catch (EvaluationException missing) {
            return false;
        }
    }
}
