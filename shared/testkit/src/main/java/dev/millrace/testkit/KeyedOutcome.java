package dev.millrace.testkit;

import java.util.List;

/**
 * What one row of a {@link KeyedTable} caused. Immutable.
 *
 * @param results {@code op document}, in order where one event caused them, sorted where a watermark or a tick did: which of several groups
 *     comes first is not promised then
 * @param late {@code late by 5 of [0, 10)}, with {@code , idle} behind; or null
 * @param deadLetter the failure's sentence with its place; or null
 */
record KeyedOutcome(List<String> results, String late, String deadLetter) {

    static final KeyedOutcome NOTHING = new KeyedOutcome(List.of(), null, null);

    static KeyedOutcome results(List<String> results) {
        return new KeyedOutcome(results, null, null);
    }

    KeyedOutcome sorted() {
        return new KeyedOutcome(results.stream().sorted().toList(), late, deadLetter);
    }

    /** Whether this, as expected, fits what happened: a dead letter's text need only be contained. */
    boolean fits(KeyedOutcome actual) {
        return results.equals(actual.results)
                && (late == null ? actual.late == null : late.equals(actual.late))
                && (deadLetter == null) == (actual.deadLetter == null)
                && (deadLetter == null || actual.deadLetter.contains(deadLetter));
    }

    @Override
    public String toString() {
        if (deadLetter != null) {
            return "dead letter: " + deadLetter;
        }
        return late != null ? late : results.isEmpty() ? "nothing" : String.join("\n            ", results);
    }
}
