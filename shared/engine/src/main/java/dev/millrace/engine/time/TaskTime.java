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
    private final long maxAheadMillis;
    private final boolean advances;
    private long watermark = Long.MIN_VALUE;
    private long idleAdvanceMillis;
    private boolean advancing;
    private long advancingSinceNanos;
    private long advancedFrom;
    private long doubt = Long.MIN_VALUE;

    private TaskTime(InputTime input, boolean advances, long maxAheadMillis) {
        this.input = input;
        this.advances = advances;
        this.maxAheadMillis = maxAheadMillis;
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
        // Of a stream that a stage writes nobody knows how far ahead of its arrival an event may be.
        long maxAhead = stream.writers() > 0
                ? Long.MAX_VALUE
                : stream.time() == null ? 0 : spec.maxAhead().toMillis();
        return new TaskTime(input, timers && spec.advanceWhenIdle(), maxAhead);
    }

    /** Time of a task by processing time. */
    public static TaskTime byClock() {
        return new TaskTime(new WallTime(), false, 0);
    }

    /**
     * An event was read.
     *
     * @return false when its time lies too far ahead of its arrival; then nothing has changed
     */
    public boolean event(long timeMillis, long arrivalMillis) {
        boolean wasIdle = input.isIdle();
        if (!input.event(timeMillis, arrivalMillis)) {
            return false;
        }
        if (wasIdle) {
            doubt = Math.max(doubt, maxAheadMillis == Long.MAX_VALUE ? Long.MAX_VALUE : arrivalMillis + maxAheadMillis);
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

    /**
     * How far (inclusive) readers may have come while this task was silent and not waited for: no event that had arrived by then can have been
     * later. {@link Long#MIN_VALUE} when it never was silent. A promise made by a marker is not counted: it says that nothing follows.
     */
    public long doubt() {
        return doubt;
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
        return (input.isIdle() || isByClock()) && !openTimers ? Status.IDLE : Status.ACTIVE;
    }

    public TimeStatus report() {
        return new TimeStatus(watermark, input.heldBackBy(), input.isIdle(), idleAdvanceMillis);
    }

    /** What must survive a restart, in at most about {@code room} bytes. */
    public byte[] encode(int room) {
        ByteBuffer out = ByteBuffer.allocate(48 + input.size());
        out.put(FORMAT);
        Varint.writeSigned(watermark, out);
        Varint.write(idleAdvanceMillis, out);
        Varint.writeSigned(doubt, out);
        out.put(kind());
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
        doubt = Varint.readSigned(in);
        if (in.get() == kind()) {
            input.read(in);
        } else {
            input.startAt(watermark);
        }
        advancing = false;
    }

    /** What kind of input it is, part of the stored format. */
    private byte kind() {
        return (byte) (input instanceof SourceTime ? 1 : input instanceof UpstreamTime ? 2 : 3);
    }
}
