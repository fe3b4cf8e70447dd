package dev.millrace.benchmarks.hot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.benchmarks.load.Bids;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.json.JsonPatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A document with one field changed and one added: spliced, by a whole map step of bare fields, and with Jackson's tree. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonPatchBenchmark {

    private static final byte[] CHANNEL = "\"Apple\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TOTAL = "12345".getBytes(StandardCharsets.UTF_8);
    private static final String PIPELINE = """
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: mapped}
            spec:
              from: bids
              steps:
                - map:
                    channel: url
                    total: bidder
            """;

    private final Turn bids = new Turn(Bids::epoch);
    private final JsonPatch patch = new JsonPatch(List.of(FieldPath.parse("channel"), FieldPath.parse("total")));
    private final byte[][] values = {CHANNEL, TOTAL};
    private final Origin origin = new Origin("bids", 0, 0, 0, EventHeaders.NONE);
    private final JsonFields fields = new JsonFields();
    private final LastEvent last = new LastEvent();
    private final ObjectMapper trees = new ObjectMapper();
    private Operator map;

    @Setup
    public void create() throws StateLostException {
        map = OperatorRegistry.onClassPath().create(Stages.of(PIPELINE).steps().get(0));
    }

    @Benchmark
    public byte[] splice() {
        return patch.apply(bids.next(), values);
    }

    @Benchmark
    public Event mapStep() {
        map.onEvent(new Event(bids.next(), null, 0, Op.INSERT, origin, fields), last);
        return last.event;
    }

    @Benchmark
    public byte[] jacksonTree() throws IOException {
        ObjectNode tree = (ObjectNode) trees.readTree(bids.next());
        tree.put("channel", "Apple");
        tree.put("total", 12345);
        return trees.writeValueAsBytes(tree);
    }

    private static final class LastEvent implements OperatorContext {
        Event event;

        @Override
        public void emit(Event emitted) {
            event = emitted;
        }

        @Override
        public void drop(DropReason reason) {
            throw new IllegalStateException("nothing is dropped here");
        }

        @Override
        public void deadLetter(Failure failure) {
            throw new IllegalStateException(failure.detail());
        }
    }
}
