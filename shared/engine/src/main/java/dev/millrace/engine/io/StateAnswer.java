package dev.millrace.engine.io;

/**
 * What is kept of a group.
 *
 * @param asOfMillis when it was so, epoch ms, by the clock of the process that kept it
 * @param windows a JSON array, as the step's operator describes its rows
 */
public record StateAnswer(long asOfMillis, byte[] windows) {

    /** Whether nothing is kept. */
    public boolean isEmpty() {
        return windows.length <= 2;
    }
}
