package dev.millrace.benchmarks.hot;

import dev.millrace.benchmarks.load.Bids;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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

/** Reading key and event time of a bid. Yardstick for the text of a time: {@link Instant#parse}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventKeyAndTimeBenchmark {

    private final Turn bids = new Turn(Bids::epoch);
    private final Turn isoBids = new Turn(Bids::iso);
    private final Turn texts = new Turn(i -> {
        byte[] bid = Bids.iso(i);
        long found = JsonScan.find(bid, FieldPath.parse("dateTime"));
        return Arrays.copyOfRange(bid, Slice.from(found) + 1, Slice.to(found) - 1);
    });
    private final EventKey one = new EventKey(List.of(FieldPath.parse("auction")));
    private final EventKey two = new EventKey(List.of(FieldPath.parse("auction"), FieldPath.parse("channel")));
    private final EventTime epoch = new EventTime(FieldPath.parse("at"), "epoch-ms");
    private final EventTime iso = new EventTime(FieldPath.parse("dateTime"), "iso8601");

    @Benchmark
    public byte[] keyOfOneField() {
        return one.read(bids.next());
    }

    @Benchmark
    public byte[] keyOfTwoFields() {
        return two.read(bids.next());
    }

    @Benchmark
    public long timeInEpochMillis() {
        return epoch.readMillis(bids.next());
    }

    @Benchmark
    public long timeInIso8601() {
        return iso.readMillis(isoBids.next());
    }

    @Benchmark
    public long jdkInstant() {
        return Instant.parse(new String(texts.next(), StandardCharsets.US_ASCII))
                .toEpochMilli();
    }
}
