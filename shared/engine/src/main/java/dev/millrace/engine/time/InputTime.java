package dev.millrace.engine.time;

import dev.millrace.model.marker.WatermarkMarker;
import java.nio.ByteBuffer;

/** How far time has come in a task's input, and whether the input is silent. One thread. */
sealed interface InputTime permits SourceTime, UpstreamTime, WallTime {

    /**
     * An event was read.
     *
     * @return false when its time lies too far ahead of its arrival: then nothing has changed
     */
    boolean event(long timeMillis, long arrivalMillis);

    /** A marker was read. */
    void marker(WatermarkMarker marker);

    /** Looks at the clocks; {@code caughtUp} says that a fetch reached the input's end and nothing waits. */
    void tick(long nowNanos, long nowMillis, boolean caughtUp);

    /** No event before this time is expected (exclusive); never falls. */
    long watermark();

    /** Whether nobody should wait for this input. */
    boolean isIdle();

    /** The number of the upstream task that is furthest behind; -1 where there is none to name. */
    int heldBackBy();

    /** The most bytes that {@link #write} may need. */
    int size();

    /** Appends what must survive a restart, in at most about {@code room} bytes. */
    void write(ByteBuffer out, int room);

    /** Reads what {@link #write} of the same kind wrote. */
    void read(ByteBuffer in);

    /** Goes on where another kind of input has brought time to. */
    void startAt(long watermarkMillis);
}
