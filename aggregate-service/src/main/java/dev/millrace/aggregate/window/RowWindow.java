package dev.millrace.aggregate.window;

import dev.millrace.engine.state.Row;

/** The window that the row in view stands for, as its results tell it. Times are epoch ms. One task, its thread. */
public interface RowWindow {

    /** Brings the window of a row into view; its cells are in view already. */
    void of(Row row);

    /** What results tell as the window's start. */
    long start();

    /** What results tell as the window's end. */
    long end();

    /** The watermark that says that the window has all its events, inclusive. */
    long closes();

    /** Until when other windows need what the row holds, by the watermark; not before {@link #closes}. */
    long needed();

    /** The time of the window's results: the last at which they are not behind what the watermark told before. */
    long resultTime();
}
