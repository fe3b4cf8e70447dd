package dev.millrace.engine.io;

import dev.millrace.engine.operator.Turn;
import java.util.List;

/**
 * What is kept of a group.
 *
 * @param asOfMillis when it was so, epoch ms, by the clock of the process that kept it
 * @param windows a JSON array, as the step's operator describes its rows
 * @param turns what they wait for, in the same order; may be empty
 * @param watermarkMillis how far the task's time had come, epoch ms; {@link Long#MIN_VALUE} where that is not known
 */
public record StateAnswer(long asOfMillis, byte[] windows, List<Turn> turns, long watermarkMillis) {

    /** Whether nothing is kept. */
    public boolean isEmpty() {
        return windows.length <= 2;
    }
}
