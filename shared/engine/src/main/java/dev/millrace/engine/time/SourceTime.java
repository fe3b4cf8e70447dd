package dev.millrace.engine.time;

import dev.millrace.model.marker.Varint;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.resource.WatermarkSpec;
import java.nio.ByteBuffer;

/**
 * Time of a partition that anybody may write: the highest accepted time less what events may be delayed, or what somebody promised by a
 * marker. One thread.
 */
final class SourceTime implements InputTime {

    private final long maxDelayMillis;
    private final long maxAheadMillis;
    private final long idleAfterNanos;
    private long watermark = Long.MIN_VALUE;
    private boolean idle;
    private boolean heard;
    private boolean counting;
    private long silentSinceNanos;

    /** @param timestamped whether the stream's events carry their time; where arrival is the time nothing can lie ahead of it */
    SourceTime(WatermarkSpec spec, boolean timestamped) {
        this.maxDelayMillis = spec.maxDelay().toMillis();
        this.maxAheadMillis = timestamped ? spec.maxAhead().toMillis() : Long.MAX_VALUE;
        this.idleAfterNanos = spec.idleAfter().toNanos();
    }

    @Override
    public boolean event(long timeMillis, long arrivalMillis) {
        if (timeMillis > arrivalMillis && timeMillis - arrivalMillis > maxAheadMillis) {
            return false;
        }
        idle = false;
        heard = true;
        watermark = Math.max(watermark, timeMillis - maxDelayMillis);
        return true;
    }

    /** A promise moves time, but is no event: who makes it may be about to fall silent. */
    @Override
    public void marker(WatermarkMarker marker) {
        for (WatermarkMarker.Entry entry : marker.entries()) {
            watermark = Math.max(watermark, entry.watermarkMillis());
            heard = true;
        }
    }

    @Override
    public void tick(long nowNanos, long nowMillis, boolean caughtUp) {
        if (!caughtUp || heard || !counting) {
            heard = false;
            counting = caughtUp;
            silentSinceNanos = nowNanos;
        } else if (nowNanos - silentSinceNanos >= idleAfterNanos) {
            idle = true;
        }
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public boolean isIdle() {
        return idle;
    }

    @Override
    public int heldBackBy() {
        return -1;
    }

    @Override
    public int size() {
        return 16;
    }

    @Override
    public void write(ByteBuffer out, int room) {
        out.put((byte) (idle ? 1 : 0));
        Varint.writeSigned(watermark, out);
    }

    @Override
    public void read(ByteBuffer in) {
        idle = in.get() == 1;
        watermark = Varint.readSigned(in);
    }

    @Override
    public void startAt(long watermarkMillis) {
        watermark = watermarkMillis;
    }
}
