package dev.millrace.benchmarks.hot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.load.Bids;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.json.JsonScan;
import java.io.IOException;
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

/** Finding fields of a bid, one by one and as a task does it. Yardsticks: Jackson, streaming and as a tree. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonScanBenchmark {

    private static final FieldPath AUCTION = FieldPath.parse("auction");
    private static final FieldPath PRICE = FieldPath.parse("price");
    private static final FieldPath AT = FieldPath.parse("at");
    private static final FieldPath EXTRA = FieldPath.parse("extra");

    private final Turn bids = new Turn(Bids::epoch);
    private final JsonFields fields = new JsonFields();
    private final JsonFactory jackson = new JsonFactory();
    private final ObjectMapper trees = new ObjectMapper();

    @Benchmark
    public long early() {
        return JsonScan.find(bids.next(), AUCTION);
    }

    @Benchmark
    public long late() {
        return JsonScan.find(bids.next(), EXTRA);
    }

    @Benchmark
    public long three() {
        byte[] bid = bids.next();
        return JsonScan.find(bid, AUCTION) + JsonScan.find(bid, PRICE) + JsonScan.find(bid, AT);
    }

    @Benchmark
    public long threeInOneWalk() {
        byte[] bid = bids.next();
        return fields.find(bid, AUCTION) + fields.find(bid, PRICE) + fields.find(bid, AT);
    }

    @Benchmark
    public double jacksonStreamingThree() throws IOException {
        double sum = 0;
        try (JsonParser parser = jackson.createParser(bids.next())) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                switch (name) {
                    case "auction", "at" -> sum += parser.getLongValue();
                    case "price" -> sum += parser.getDoubleValue();
                    default -> parser.skipChildren();
                }
            }
        }
        return sum;
    }

    @Benchmark
    public double jacksonTreeThree() throws IOException {
        JsonNode tree = trees.readTree(bids.next());
        return tree.get("auction").longValue()
                + tree.get("price").doubleValue()
                + tree.get("at").longValue();
    }
}
