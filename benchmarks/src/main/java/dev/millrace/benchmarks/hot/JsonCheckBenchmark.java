package dev.millrace.benchmarks.hot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.benchmarks.load.Bids;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.FieldProbe;
import dev.millrace.model.json.JsonCheck;
import java.io.IOException;
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

/** Checking that a bid is JSON, alone and as the door does it: with key and time found in the same pass. Yardstick: Jackson's tokens. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonCheckBenchmark {

    private final Turn bids = new Turn(Bids::epoch);
    private final FieldProbe probe = new FieldProbe(List.of(FieldPath.parse("auction"), FieldPath.parse("at")));
    private final JsonFactory jackson = new JsonFactory();

    @Benchmark
    public byte[] check() {
        byte[] bid = bids.next();
        JsonCheck.object(bid, 0, bid.length);
        return bid;
    }

    @Benchmark
    public long checkAndFindTwo() {
        probe.check(bids.next());
        return probe.slice(0) + probe.slice(1);
    }

    @Benchmark
    public int jacksonTokens() throws IOException {
        int tokens = 0;
        try (JsonParser parser = jackson.createParser(bids.next())) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
