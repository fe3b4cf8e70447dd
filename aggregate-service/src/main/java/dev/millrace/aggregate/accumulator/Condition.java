package dev.millrace.aggregate.accumulator;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;

/** A condition on an event; missing and null do not fulfil it. One task, its thread. */
final class Condition {

    private final Expression expression;

    Condition(Expression expression) {
        this.expression = expression;
    }

    /**
     * Whether an event fulfils it.
     *
     * @throws EvaluationException when it fails for another reason than a field that is missing or null
     */
    boolean holds(Event event) {
        try {
            return expression.test(event);
        } catch (EvaluationException failure) {
            if (failure.missing()) {
                return false;
            }
            throw failure;
        }
    }
}
