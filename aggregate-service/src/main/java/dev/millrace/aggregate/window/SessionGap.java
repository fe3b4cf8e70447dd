package dev.millrace.aggregate.window;

import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.document.DurationText;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;

/** How long a pause after an event may be before its session ends: one length, or what an expression says of the event. Stateless; any thread. */
public final class SessionGap {

    private final long usualMillis;
    private final Expression expression;

    public SessionGap(WindowSpec spec) {
        this.usualMillis = spec.size().toMillis();
        this.expression = spec.gap().orElse(null);
    }

    /**
     * The pause, in milliseconds, at least 0; the usual one where the expression has no value because a field is missing or null.
     *
     * @throws EvaluationException when it has none for another reason, or no length
     */
    public long millis(Event event) {
        if (expression == null) {
            return usualMillis;
        }
        Object value;
        try {
            value = expression.evaluate(event);
        } catch (EvaluationException failure) {
            if (failure.missing()) {
                return usualMillis;
            }
            throw failure;
        }
        long millis = -1;
        if (value instanceof Number number) {
            millis = number.longValue();
        } else if (value instanceof String text) {
            millis = length(text);
        }
        if (millis < 0) {
            throw new EvaluationException(
                    "the gap is " + value + ": expected milliseconds from 0 on, or a text like \"30m\"",
                    false,
                    expression.line(),
                    expression.column());
        }
        return millis;
    }

    private static long length(String text) {
        try {
            return DurationText.parse(text).toMillis();
        } catch (IllegalArgumentException | ArithmeticException noLength) {
            return -1;
        }
    }
}
