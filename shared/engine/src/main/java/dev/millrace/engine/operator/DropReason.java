package dev.millrace.engine.operator;

/** Why an event ended at a step without a failure. */
public enum DropReason {
    /** A filter's condition was false. */
    FILTERED,
    /** A filter's condition needs a field that is missing or null. */
    MISSING_FIELD,
    /** It belongs to no window: none of its group is open, and it opens none. */
    NO_WINDOW,
    /** An event with its id has passed not long before. */
    DUPLICATE,
    /** There are as many better rows as pass, and none of them will go. */
    OUTRANKED
}
