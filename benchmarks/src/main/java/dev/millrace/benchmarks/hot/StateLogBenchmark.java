package dev.millrace.benchmarks.hot;

import dev.millrace.engine.changelog.StateLog;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing a changed row of 100,000 to the state log, in commits of 1,000: its delta and as many bytes of whole segments. Yardstick: a key
 * and a value array of its own for each row, as a changelog of single records has them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StateLogBenchmark {

    private static final int KEYS = 100_000;
    private static final int ROWS = 1_000;
    private static final int VALUE_BYTES = 16;
    private static final byte[] TIME = new byte[16];

    private final byte[][] names = new byte[KEYS][];
    private final KeyedState state = new KeyedState();
    private final StateLog log = new StateLog();
    private int next;
    private long commit;
    private long offset;

    @Setup
    public void fill() {
        for (int i = 0; i < KEYS; i++) {
            names[i] = ("card-" + (1_000_000 + i)).getBytes(StandardCharsets.US_ASCII);
            state.create(names[i], 0, names[i].length, VALUE_BYTES);
        }
        state.committing();
        state.committed();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public StateLog.Frame deltasAndBases() {
        touch();
        StateLog.Frame frame = log.frame(state, ++commit, 1, offset, TIME, false);
        long[] offsets = new long[frame.records().size()];
        Arrays.setAll(offsets, i -> offset + i);
        offset += offsets.length;
        log.committed(offsets);
        state.committing();
        state.committed();
        return frame;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public List<byte[]> recordForEachRow() {
        touch();
        List<byte[]> records = new ArrayList<>(2 * ROWS);
        state.changes(new KeyedState.ChangeSink() {
            @Override
            public void put(int segment, Row row) {
                int value = row.valueOffset();
                records.add(Arrays.copyOf(row.bytes(), row.keyLength()));
                records.add(Arrays.copyOfRange(row.bytes(), value, value + row.valueLength()));
            }

            @Override
            public void delete(int segment, Row row) {
                throw new IllegalStateException("nothing is deleted here");
            }
        });
        state.committing();
        state.committed();
        return records;
    }

    private void touch() {
        for (int i = 0; i < ROWS; i++) {
            byte[] key = names[next];
            next = (next + 7_919) % KEYS;
            Row row = state.find(key, 0, key.length);
            state.touch(row);
            row.bytes()[row.valueOffset() + VALUE_BYTES - 1]++;
        }
    }
}
