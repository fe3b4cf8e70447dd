package dev.millrace.benchmarks.hot;

import dev.millrace.model.cursor.Cursor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The id of an event of a stream with 8 partitions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CursorBenchmark {

    private final long[] offsets = {1_000_000, 1_000_100, 999_000, 1_000_321, 1_002_000, 998_765, 1_000_001, 1_000_777};
    private String text = Cursor.of(0x7f3a_9c51_22d4_4e0bL, offsets).encode();

    @Benchmark
    public String encode() {
        offsets[0]++;
        return Cursor.of(0x7f3a_9c51_22d4_4e0bL, offsets).encode();
    }

    @Benchmark
    public Cursor decode() {
        return Cursor.decode(text);
    }
}
