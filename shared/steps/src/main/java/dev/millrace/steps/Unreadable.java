package dev.millrace.steps;

import dev.millrace.engine.operator.Failure;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.Step;

/** The failure of an event whose bytes are not JSON, at the step that noticed. Stateless; any thread. */
final class Unreadable {

    private Unreadable() {}

    static Failure at(Step step, MalformedJsonException broken) {
        return new Failure(
                "the event is not JSON at byte " + broken.offset() + ": " + broken.getMessage(),
                step.line(),
                step.column());
    }
}
