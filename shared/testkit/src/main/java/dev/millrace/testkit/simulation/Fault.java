package dev.millrace.testkit.simulation;

/** What goes wrong in a simulation, and what comes of it; each is counted. */
public enum Fault {
    /** A process ends between two requests to the broker. */
    CRASH,
    /** A process stands still, or cannot reach its group's coordinator, until its session ends. */
    SILENCE,
    /** A group forms a new generation. */
    REBALANCE,
    /** A member finds that it has been thrown out of its group. */
    LOST,
    /** A worker stops in good order. */
    STOP,
    /** A transaction is aborted by its own producer. */
    ABORT,
    /** A client does not learn what came of its commit. */
    UNKNOWN_OUTCOME,
    /** A transaction of one producer is ended by another. */
    FENCING,
    /** A dangling transaction is ended by the broker. */
    TRANSACTION_TIMEOUT,
    /** A worker's clients are made anew. */
    RESTART,
    /** A task's state is restored. */
    RESTORE,
    /** A restored task began with copies of segments. */
    COPIES_LOADED,
    /** A copy is lost, late or damaged. */
    COPY_DAMAGED,
    /** The broker is asked to delete the beginning of a log. */
    TRIM
}
