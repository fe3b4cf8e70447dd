package dev.millrace.steps;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.step.FilterSettings;
import dev.millrace.model.step.Step;

/** Lets events pass for which a condition is true. One task, its thread. */
final class Filter implements Operator {

    private final Expression condition;

    Filter(FilterSettings settings) {
        this.condition = settings.condition();
    }

    @Override
    public void onEvent(Event event, OperatorContext context) {
        boolean passes;
        try {
            passes = condition.test(event);
        } catch (EvaluationException failure) {
            if (failure.missing()) {
                context.drop(DropReason.MISSING_FIELD);
            } else {
                context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            }
            return;
        }
        if (passes) {
            context.emit(event);
        } else {
            context.drop(DropReason.FILTERED);
        }
    }

    /** Makes filters. */
    public static final class Provider implements OperatorProvider {
        @Override
        public String operator() {
            return "filter";
        }

        @Override
        public Operator create(Step step) {
            return new Filter(step.settings(FilterSettings.class));
        }
    }
}
