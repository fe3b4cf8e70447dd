package dev.millrace.model.aggregate;

import java.time.Duration;

/**
 * When the results of a window leave.
 *
 * @param kind when
 * @param every the time between two results of {@link Kind#EVERY}, 10 ms to 366 days, both inclusive; zero for the others
 */
public record EmitSpec(Kind kind, Duration every) {

    /** When results leave. */
    public enum Kind {
        /** Once, when no event of the window is expected any more; again for each late one. */
        ON_CLOSE,
        /** For each event. */
        ON_UPDATE,
        /** At most once in a while, by the clock, and when the window closes. */
        EVERY
    }

    /** Once, at the window's end. */
    public static final EmitSpec ON_CLOSE = new EmitSpec(Kind.ON_CLOSE, Duration.ZERO);

    /** For each event. */
    public static final EmitSpec ON_UPDATE = new EmitSpec(Kind.ON_UPDATE, Duration.ZERO);
}
