package dev.millrace.engine.io;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * The clocks a stage's workers look at. Any thread.
 *
 * @param wall the time of day
 * @param monotonic nanoseconds since some moment, as {@link System#nanoTime}
 */
record StageClock(Clock wall, LongSupplier monotonic) {

    /** The machine's own. */
    static final StageClock SYSTEM = new StageClock(Clock.systemUTC(), System::nanoTime);

    long nanos() {
        return monotonic.getAsLong();
    }
}
