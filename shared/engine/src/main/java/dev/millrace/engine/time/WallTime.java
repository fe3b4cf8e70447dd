package dev.millrace.engine.time;

import dev.millrace.model.marker.Varint;
import dev.millrace.model.marker.WatermarkMarker;
import java.nio.ByteBuffer;

/** Time of a step by processing time: the wall clock, held when that goes back. One thread. */
final class WallTime implements InputTime {

    private long watermark = Long.MIN_VALUE;

    @Override
    public boolean event(long timeMillis, long arrivalMillis) {
        return true;
    }

    @Override
    public void marker(WatermarkMarker marker) {
        // What others say of event time means nothing to the clock.
    }

    @Override
    public void tick(long nowNanos, long nowMillis, boolean caughtUp) {
        watermark = Math.max(watermark, nowMillis);
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public boolean isIdle() {
        return false;
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
        Varint.writeSigned(watermark, out);
    }

    @Override
    public void read(ByteBuffer in) {
        watermark = Varint.readSigned(in);
    }

    @Override
    public void startAt(long watermarkMillis) {
        watermark = watermarkMillis;
    }
}
