package dev.millrace.aggregate.combine;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands in front of a repartition topic, driven by hand; what it sends becomes rows of the table behind the topic. One thread. */
public class CombinedRun implements RekeyContext {

    private static final List<String> ANY = List.of();

    private final Rekeyer rekeyer;
    private final KeyedTable behind;
    private final StringBuilder sent = new StringBuilder();
    private long watermark = Long.MIN_VALUE;
    private long doubt = Long.MIN_VALUE;

    public CombinedRun(Rekeyer rekeyer, KeyedTable behind) {
        this.rekeyer = rekeyer;
        this.behind = behind;
    }

    public CombinedRun event(Op op, long timeMillis, String json) {
        Origin origin = new Origin("in", 0, 0, 0, EventHeaders.NONE);
        rekeyer.onEvent(new Event(json.getBytes(StandardCharsets.UTF_8), null, timeMillis, op, origin), this);
        return this;
    }

    public CombinedRun event(long timeMillis, String json) {
        return event(Op.INSERT, timeMillis, json);
    }

    public CombinedRun watermark(long to) {
        watermark = Math.max(watermark, to);
        return this;
    }

    public CombinedRun doubt(long to) {
        doubt = to;
        return this;
    }

    /** All leaves, then the marker. */
    public CombinedRun commit() {
        rekeyer.flush(this);
        behind.watermark(watermark, ANY, "");
        sent.append('|');
        return this;
    }

    /** What was sent: {@code p} for a partial, {@code e} for an event, {@code x} for a dead letter, {@code d} for what was dropped, {@code |} for a commit. */
    public String sent() {
        return sent.toString();
    }

    @Override
    public void emit(Event event) {
        sent.append('e');
        String json = new String(event.value(), StandardCharsets.UTF_8);
        if (event.op() == Op.RETRACT) {
            behind.retract(event.timeMillis(), json, ANY, "");
        } else {
            behind.in(event.timeMillis(), json, "");
        }
    }

    @Override
    public void partial(byte[] key, byte[] partial) {
        sent.append('p');
        behind.partial(partial, ANY, "");
    }

    @Override
    public void drop(DropReason reason) {
        sent.append('d');
    }

    @Override
    public void deadLetter(Failure failure) {
        sent.append('x');
    }

    @Override
    public long watermarkMillis() {
        return watermark;
    }

    @Override
    public long doubtMillis() {
        return doubt;
    }
}
