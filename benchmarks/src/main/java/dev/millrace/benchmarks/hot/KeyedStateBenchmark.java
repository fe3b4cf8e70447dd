package dev.millrace.benchmarks.hot;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
 * Finding a key's row, saying that it changes and adding to it, a commit each 20,000. Yardstick: a {@link HashMap} from texts to arrays.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyedStateBenchmark {

    private static final int ORDER = 1 << 20;
    private static final int COMMIT = 20_000;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @Param({"10000", "1000000"})
    public int keys;

    private byte[][] names;
    private int[] order;
    private KeyedState state;
    private Map<String, long[]> map;
    private int next;

    @Setup
    public void fill() {
        names = new byte[keys][];
        state = new KeyedState();
        map = new HashMap<>();
        for (int i = 0; i < keys; i++) {
            String name = "card-" + (1_000_000 + i);
            names[i] = name.getBytes(StandardCharsets.US_ASCII);
            state.create(names[i], 0, names[i].length, Long.BYTES);
            map.put(name, new long[1]);
        }
        state.committing();
        state.committed();
        order = new Random(1).ints(ORDER, 0, keys).toArray();
    }

    @Benchmark
    public Row findAndTouch() {
        byte[] key = names[order[next++ & ORDER - 1]];
        Row row = state.find(key, 0, key.length);
        state.touch(row);
        LONG.set(row.bytes(), row.valueOffset(), (long) LONG.get(row.bytes(), row.valueOffset()) + 1);
        if (next % COMMIT == 0) {
            state.committing();
            state.committed();
        }
        return row;
    }

    @Benchmark
    public Row findAlone() {
        byte[] key = names[order[next++ & ORDER - 1]];
        return state.find(key, 0, key.length);
    }

    @Benchmark
    public long hashMap() {
        byte[] key = names[order[next++ & ORDER - 1]];
        return ++map.get(new String(key, StandardCharsets.US_ASCII))[0];
    }
}
