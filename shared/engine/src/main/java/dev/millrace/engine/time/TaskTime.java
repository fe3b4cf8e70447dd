package dev.millrace.engine.time;

import dev.millrace.model.marker.Varint;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.marker.WatermarkMarker.Status;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.WatermarkSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Time as one task knows it: what its input says, and, while the input is silent, how far the clock may move it on so that open windows
 * close. One thread.
 */
public final class TaskTime {

    private static final byte FORMAT = 1;

    private final InputTime input;
    private final boolean advances;
    private long watermark = Long.MIN_VALUE;
    private long idleAdvanceMillis;
    private boolean advancing;
    private long advancingSinceNanos;
    private long advancedFrom;

    private TaskTime(InputTime input, boolean advances) {
        this.input = input;
        this.advances = advances;
    }

    /**
     * Time of a task that reads a partition of the stream.
     *
     * @param timers whether the task has timers, so that silence may move time on
     */
    public static TaskTime of(StreamRef stream, boolean timers) {
        InputTime input = stream.writers() > 0
                ? new UpstreamTime(stream.writers())
                : new SourceTime(stream.watermark(), stream.time() != null);
        WatermarkSpec spec = stream.watermark();
        return new TaskTime(input, timers && spec.advanceWhenIdle());
    }

    /** Time of a task by processing time. */
    public static TaskTime byClock() {
        return new TaskTime(new WallTime(), false);
    }

    /**
     * An event was read.
     *
     * @return false when its time lies too far ahead of its arrival; then nothing has changed
     */
    public boolean event(long timeMillis, long arrivalMillis) {
        if (!input.event(timeMillis, arrivalMillis)) {
            return false;
        }
        settle();
        return true;
    }

    /** A watermark marker was read. */
    public void marker(WatermarkMarker marker) {
        input.marker(marker);
        settle();
    }

    /**
     * Looks at the clocks.
     *
     * @param nowNanos monotonic
     * @param nowMillis wall clock, epoch ms
     * @param caughtUp a fetch has reached the input's end and nothing waits
     * @param latestTimer how far silence may move time at most; {@link Long#MAX_VALUE} when there is no timer
     */
    public void tick(long nowNanos, long nowMillis, boolean caughtUp, long latestTimer) {
        input.tick(nowNanos, nowMillis, caughtUp);
        settle();
        boolean may = advances
                && caughtUp
                && input.isIdle()
                && latestTimer != Long.MAX_VALUE
                && watermark != Long.MIN_VALUE
                && watermark < latestTimer;
        if (!may) {
            advancing = false;
        } else if (!advancing) {
            advancing = true;
            advancingSinceNanos = nowNanos;
            advancedFrom = watermark;
        } else {
            long to = Math.min(latestTimer, advancedFrom + (nowNanos - advancingSinceNanos) / 1_000_000);
            if (to > watermark) {
                idleAdvanceMillis += to - watermark;
                watermark = to;
            }
        }
    }

    private void settle() {
        if (!input.isIdle()) {
            advancing = false;
        }
        watermark = Math.max(watermark, input.watermark());
    }

    /** No event before this time is expected (exclusive), epoch ms; {@link Long#MIN_VALUE} while nothing is known. Never falls. */
    public long watermark() {
        return watermark;
    }

    /** Whether the watermark reached that time only because the input was silent. */
    public boolean idleAdvanced(long timeMillis) {
        return input.watermark() < timeMillis && timeMillis <= watermark;
    }

    /** Whether time is the wall clock's. */
    public boolean isByClock() {
        return input instanceof WallTime;
    }

    /** Whether silence moves time on just now. */
    public boolean isAdvancing() {
        return advancing;
    }

    /** What to tell readers downstream, {@code openTimers} being whether the task still waits for its own timers. */
    public Status status(boolean openTimers) {
        return input.isIdle() && !openTimers ? Status.IDLE : Status.ACTIVE;
    }

    public TimeStatus report() {
        return new TimeStatus(watermark, input.heldBackBy(), input.isIdle(), idleAdvanceMillis);
    }

    /** What must survive a restart, in at most about {@code room} bytes. */
    public byte[] encode(int room) {
        ByteBuffer out = ByteBuffer.allocate(32 + input.size());
        out.put(FORMAT);
        Varint.writeSigned(watermark, out);
        Varint.write(idleAdvanceMillis, out);
        input.write(out, room);
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Goes back, or on, to what {@link #encode} gave.
     *
     * @throws IllegalArgumentException with a sentence when it is of a newer format
     */
    public void decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        byte format = in.get();
        if (format > FORMAT) {
            throw new IllegalArgumentException("a task's time has format " + format
                    + "; this version reads up to format " + FORMAT + ": start a newer Millrace");
        }
        watermark = Varint.readSigned(in);
        idleAdvanceMillis = Varint.read(in);
        input.read(in);
        advancing = false;
    }
}
