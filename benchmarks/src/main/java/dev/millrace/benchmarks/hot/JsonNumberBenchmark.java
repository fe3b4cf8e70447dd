package dev.millrace.benchmarks.hot;

import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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

/** Reading number literals that were found. Yardsticks: the JDK, from a text made of the bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonNumberBenchmark {

    private final Turn integers = new Turn(i -> ascii("" + (1_700_000_000_000L + i * 7_919L)));
    private final Turn decimals = new Turn(i -> ascii((100 + i * 17) + "." + (10 + i % 90)));

    @Benchmark
    public long integer() {
        byte[] literal = integers.next();
        return JsonNumber.toLong(literal, 0, literal.length);
    }

    @Benchmark
    public long jdkLong() {
        return Long.parseLong(new String(integers.next(), StandardCharsets.US_ASCII));
    }

    @Benchmark
    public BigDecimal decimal() {
        byte[] literal = decimals.next();
        return JsonNumber.toDecimal(literal, 0, literal.length);
    }

    @Benchmark
    public BigDecimal jdkDecimal() {
        return new BigDecimal(new String(decimals.next(), StandardCharsets.US_ASCII));
    }

    @Benchmark
    public String canonicalInteger() {
        byte[] literal = integers.next();
        return JsonNumber.canonical(literal, 0, literal.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
