package dev.millrace.engine.operator;

import java.util.Locale;

/** Which bound of its state made a step give up something before its time. */
public enum Eviction {
    /** Nothing had touched it for long. */
    TTL,
    /** There were too many. */
    MAX_KEYS,
    /** Too many events were held. */
    MAX_EVENTS,
    /** There were too many rows of one group. */
    MAX_ROWS,
    /** A gap had more windows than are filled; it stays. */
    MAX_FILLED,
    /** They took too many bytes. */
    MAX_BYTES;

    /** As {@code status} says it: {@code evicted-max-keys}. */
    public String word() {
        return "evicted-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
