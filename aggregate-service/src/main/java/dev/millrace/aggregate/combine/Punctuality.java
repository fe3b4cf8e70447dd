package dev.millrace.aggregate.combine;

import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.model.aggregate.WindowSpec;
import java.time.Duration;

/** Says in front of a repartition topic which events cannot be late behind it. Immutable; any thread. */
public final class Punctuality {

    /** By how much one day of a zone may be longer than another, with room: clocks have been moved by two hours. */
    private static final long LONGER_DAY_MILLIS = 4 * 3_600_000L;

    private final boolean endless;
    private final long withinMillis;
    private final long slackMillis;

    /**
     * @param windows aligned, or all there ever is
     * @param within how long after its end a window takes late events
     */
    public Punctuality(WindowSpec windows, Duration within) {
        this.endless = !windows.isAligned();
        this.withinMillis = within.toMillis();
        this.slackMillis = windows.zone().isPresent() ? LONGER_DAY_MILLIS : 0;
    }

    /**
     * Whether no event of the piece in view can be late. Readers behind the topic have come no further than this task's own watermark; or, if they
     * went on without it while it was silent, than silence may close windows: those that an event as late as the doubt may have opened, with all
     * their lateness. Without windows nothing is late.
     */
    public boolean isOnTime(AlignedWindow windows, RekeyContext context) {
        return endless
                || windows.closes() > context.watermarkMillis()
                        && windows.piece() - withinMillis - slackMillis - (windows.needed() - windows.closes())
                                > context.doubtMillis();
    }
}
