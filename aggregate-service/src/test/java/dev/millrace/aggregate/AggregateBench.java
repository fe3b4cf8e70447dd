package dev.millrace.aggregate;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.step.Step;
import dev.millrace.model.step.StepReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * How many events a second one task takes, and how many bytes it allocates for each, not counting the events themselves. Run by hand; not a
 * test, because it says nothing on a busy machine.
 */
final class AggregateBench implements KeyedContext {

    private static final int EVENTS = 1 << 20;
    private static final int CARDS = 10_000;

    private final KeyedState state = new KeyedState();
    private final Origin origin = new Origin("in", 0, 0, 0, EventHeaders.NONE);
    private long watermark = Long.MIN_VALUE;
    private long results;

    private AggregateBench() {}

    /** Arguments: aggregates, each as in {@code compute}; count and sum without. */
    public static void main(String[] args) {
        String compute = args.length == 0 ? "n: count(), t: sum(amount)" : String.join(", ", args);
        String yaml = "- aggregate: {by: card, window: {tumbling: 1m}, compute: {" + compute + "}}";
        Step step = StepReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", new Problems()))
                .get(0);
        Random random = new Random(1);
        Event[] events = new Event[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            String json = "{\"at\":" + i + ",\"card\":\"card-" + random.nextInt(CARDS) + "\",\"amount\":"
                    + random.nextInt(10_000) + "}";
            events[i] = new Event(json.getBytes(StandardCharsets.UTF_8), null, i, Op.INSERT, null);
        }
        for (int round = 0; round < 8; round++) {
            new AggregateBench().run(step, events);
        }
    }

    private void run(Step step, Event[] events) {
        KeyedOperator operator = new AggregateProvider().keyed(step, null);
        operator.open(state);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long taking = 0;
        long allocated = 0;
        for (int from = 0; from < EVENTS; from += 60_000) {
            int to = Math.min(EVENTS, from + 60_000);
            long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            long start = System.nanoTime();
            for (int i = from; i < to; i++) {
                operator.onEvent(events[i], this);
            }
            taking += System.nanoTime() - start;
            allocated += threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
            watermark = to;
            for (Row row = state.takeDue(watermark); row != null; row = state.takeDue(watermark)) {
                operator.onTimer(row, this);
            }
            state.committing();
            state.committed();
        }
        System.out.printf(
                "%d ns and %d bytes an event, new rows included; %d results%n",
                taking / EVENTS, allocated / EVENTS, results);
    }

    @Override
    public KeyedState state() {
        return state;
    }

    @Override
    public long watermarkMillis() {
        return watermark;
    }

    @Override
    public boolean idleAdvanced(long timeMillis) {
        return false;
    }

    @Override
    public long clockMillis() {
        return 0;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public void late(Lateness lateness) {
        throw new IllegalStateException(lateness.toString());
    }

    @Override
    public void evicted(Eviction reason) {}

    @Override
    public void wakeAt(long clockMillis) {}

    @Override
    public void emit(Event event) {
        results++;
    }

    @Override
    public void drop(DropReason reason) {}

    @Override
    public void deadLetter(byte[] document, Failure failure) {
        deadLetter(failure);
    }

    @Override
    public void deadLetter(Event result, Failure failure) {
        deadLetter(failure);
    }

    @Override
    public void deadLetter(Failure failure) {
        throw new IllegalStateException(failure.detail());
    }
}
