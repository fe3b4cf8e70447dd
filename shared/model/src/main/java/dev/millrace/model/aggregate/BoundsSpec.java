package dev.millrace.model.aggregate;

import java.time.Duration;
import java.util.Optional;

/**
 * How much state one task may keep; what is beyond is told and goes.
 *
 * @param ttl how long, by the step's clock, the window of a group is kept that nothing touches; 1 ms to 366 days, both inclusive; empty for as
 *     long as the window lasts
 * @param maxKeys how many windows of groups at most, inclusive; {@link #UNBOUNDED} for any number
 * @param maxBytes how many bytes of keys and values at most, inclusive; {@link #UNBOUNDED} for any number
 */
public record BoundsSpec(Optional<Duration> ttl, long maxKeys, long maxBytes) {

    /** No bound on a number. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** Without the settings. */
    public static final BoundsSpec NONE = new BoundsSpec(Optional.empty(), UNBOUNDED, UNBOUNDED);

    /** Whether the number of windows or their bytes are bounded, so that it counts which was touched last. */
    public boolean limitsSize() {
        return maxKeys != UNBOUNDED || maxBytes != UNBOUNDED;
    }
}
