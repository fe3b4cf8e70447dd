package dev.millrace.testkit;

import dev.millrace.engine.operator.DropReason;
import java.util.List;

/**
 * What one row of a {@link KeyedTable} caused. Immutable.
 *
 * @param results {@code op document}, in order where one event caused them, sorted where a watermark or a tick did: which of several groups
 *     comes first is not promised then
 * @param late {@code late by 5 of [0, 10)}, without a window {@code late by 5 behind 10}, with {@code , idle} behind; or null
 * @param deadLetter the failure's sentence with its place; or null
 * @param dropped why an event ended here, wanted; or null
 */
record KeyedOutcome(List<String> results, String late, String deadLetter, DropReason dropped) {

    KeyedOutcome(List<String> results, String late, String deadLetter) {
        this(results, late, deadLetter, null);
    }

    static final KeyedOutcome NOTHING = new KeyedOutcome(List.of(), null, null);

    static KeyedOutcome results(List<String> results) {
        return new KeyedOutcome(results, null, null);
    }

    KeyedOutcome sorted() {
        return new KeyedOutcome(results.stream().sorted().toList(), late, deadLetter, dropped);
    }

    /** Whether this, as expected, fits what happened: a dead letter's text need only be contained. */
    boolean fits(KeyedOutcome actual) {
        return results.equals(actual.results)
                && (late == null ? actual.late == null : late.equals(actual.late))
                && dropped == actual.dropped
                && (deadLetter == null) == (actual.deadLetter == null)
                && (deadLetter == null || actual.deadLetter.contains(deadLetter));
    }

    @Override
    public String toString() {
        if (deadLetter != null) {
            return "dead letter: " + deadLetter;
        } else if (dropped != null) {
            return "dropped: " + dropped;
        }
        return late != null ? late : results.isEmpty() ? "nothing" : String.join("\n            ", results);
    }
}
