package dev.millrace.model.aggregate;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of an event that comes when its window has ended.
 *
 * @param within how long after the window's end, by the watermark, it still changes the result, exclusive; 0 to 366 days, both inclusive
 * @param mode how a changed result is told
 * @param to the stream of events that are later still; empty for the pipeline's own
 */
public record LateSpec(Duration within, Mode mode, Optional<String> to) {

    /** How a changed result is told. */
    public enum Mode {
        /** The new result replaces the one before. */
        ACCUMULATING,
        /** The result before is taken back, then the new one is told. */
        RETRACTING
    }

    /** Without the setting: no late event changes a result. */
    public static final LateSpec DEFAULT = new LateSpec(Duration.ZERO, Mode.ACCUMULATING, Optional.empty());
}
