package dev.millrace.gateway.subscribe;

import dev.millrace.benchmarks.load.Bids;
import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.event.Op;
import io.vertx.core.buffer.Buffer;
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
 * SSE frames of bids: what is made once for an event, and what is written for each of its subscribers. In the gateway's package because
 * both are seen there alone. Yardstick: the same bytes in one piece.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SseFramesBenchmark {

    private static final int EVENTS = 256;

    private final StreamEvent[] events = new StreamEvent[EVENTS];
    private final byte[][] ids = new byte[EVENTS][];
    private final byte[][] whole = new byte[EVENTS][];
    private int next;

    @Setup
    public void render() {
        for (int i = 0; i < EVENTS; i++) {
            events[i] = StreamEvent.of(0, i, Op.INSERT, null, Bids.epoch(i));
            long[] offsets = {1_000_000 + i, 1_000_100, 999_000, 1_000_321, 1_002_000, 998_765, 1_000_001, 1_000_777};
            ids[i] = StreamEvent.ascii(Cursor.of(1, offsets).encode());
            Buffer frame = Buffer.buffer();
            SseFrames.INSTANCE.event(frame, ids[i], events[i]);
            whole[i] = frame.getBytes();
        }
    }

    @Benchmark
    public StreamEvent once() {
        int i = next++ & EVENTS - 1;
        return StreamEvent.of(0, i, Op.INSERT, null, events[i].oneLine());
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Buffer eachSubscriber() {
        Buffer out = Buffer.buffer(512);
        for (int i = 0; i < EVENTS; i++) {
            SseFrames.INSTANCE.event(out, ids[i], events[i]);
        }
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Buffer inOnePiece() {
        Buffer out = Buffer.buffer(512);
        for (byte[] frame : whole) {
            out.appendBytes(frame);
        }
        return out;
    }
}
