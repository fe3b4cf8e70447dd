package dev.millrace.steps;

import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.JsonSelection;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.SelectSettings;
import dev.millrace.model.step.Step;

/** Keeps only named fields, in the order and the bytes in which they stand. One task, its thread. */
final class Select implements Operator {

    private final Step step;
    private final JsonSelection selection;

    Select(Step step) {
        this.step = step;
        this.selection = new JsonSelection(step.settings(SelectSettings.class).fields());
    }

    @Override
    public void onEvent(Event event, OperatorContext context) {
        byte[] document;
        try {
            document = selection.apply(event.value());
        } catch (MalformedJsonException broken) {
            context.deadLetter(Unreadable.at(step, broken));
            return;
        }
        context.emit(event.withValue(document));
    }

    /** Makes selects. */
    public static final class Provider implements OperatorProvider {
        @Override
        public String operator() {
            return "select";
        }

        @Override
        public Operator create(Step step) {
            return new Select(step);
        }
    }
}
