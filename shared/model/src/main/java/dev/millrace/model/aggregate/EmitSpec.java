package dev.millrace.model.aggregate;

import java.time.Duration;

/**
 * When the results of a window leave.
 *
 * @param kind when
 * @param every the longest time for which a change of {@link Kind#PACED} is held back, 10 ms to 366 days, both inclusive; zero for no such time
 * @param count how many events of {@link Kind#PACED} are held back before a result leaves, inclusive; 0 for no such number
 */
public record EmitSpec(Kind kind, Duration every, int count) {

    /** When results leave. */
    public enum Kind {
        /** Once, when no event of the window is expected any more; again for each late one. */
        ON_CLOSE,
        /** For each event. */
        ON_UPDATE,
        /** Now and then: by the clock, after a number of events or whichever is first, and when the window closes. */
        PACED
    }

    /** Once, at the window's end. */
    public static final EmitSpec ON_CLOSE = new EmitSpec(Kind.ON_CLOSE, Duration.ZERO, 0);

    /** For each event. */
    public static final EmitSpec ON_UPDATE = new EmitSpec(Kind.ON_UPDATE, Duration.ZERO, 0);
}
