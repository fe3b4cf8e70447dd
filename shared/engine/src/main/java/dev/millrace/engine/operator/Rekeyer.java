package dev.millrace.engine.operator;

import dev.millrace.model.event.Event;

/**
 * What stands in front of a repartition topic: gives events the key of their group, so that each group comes to one task. May combine events
 * of one commit into partial results first. One instance serves one task, on its thread.
 */
public interface Rekeyer {

    /** Emits the event under its group's key, or keeps it until {@link #flush}. An exception that escapes sends it to the dead letters. */
    void onEvent(Event event, RekeyContext context);

    /** A commit is due: whatever is kept leaves now. */
    default void flush(RekeyContext context) {}

    /** The commit was undone: whatever is kept is forgotten. */
    default void forget() {}

    /** How many rows of partial results are kept. */
    default int kept() {
        return 0;
    }
}
