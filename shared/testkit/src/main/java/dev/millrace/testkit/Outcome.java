package dev.millrace.testkit;

import dev.millrace.engine.operator.DropReason;
import java.util.List;

/**
 * What became of one event: outputs, or why there are none. Immutable.
 *
 * @param outputs documents handed on, as text, in order
 * @param dropped why it ended here, wanted; or null
 * @param deadLetter the failure's sentence with its place, {@code 1:9: division by zero}; or null
 */
record Outcome(List<String> outputs, DropReason dropped, String deadLetter) {

    /** Whether this, as expected, fits what happened: a dead letter's text need only be contained. */
    boolean fits(Outcome actual) {
        return outputs.equals(actual.outputs)
                && dropped == actual.dropped
                && (deadLetter == null) == (actual.deadLetter == null)
                && (deadLetter == null || actual.deadLetter.contains(deadLetter));
    }

    @Override
    public String toString() {
        if (deadLetter != null) {
            return "dead letter: " + deadLetter;
        }
        return dropped != null ? "dropped: " + dropped : "out: " + outputs;
    }
}
