package dev.millrace.steps;

import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.JsonPatch;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.DropSettings;
import dev.millrace.model.step.Step;

/** Removes named fields; one that is missing is no error. One task, its thread. */
final class Drop implements Operator {

    private final Step step;
    private final JsonPatch patch;
    private final byte[][] nothing;

    Drop(Step step) {
        this.step = step;
        DropSettings settings = step.settings(DropSettings.class);
        this.patch = new JsonPatch(settings.fields());
        this.nothing = new byte[settings.fields().size()][];
    }

    @Override
    public void onEvent(Event event, OperatorContext context) {
        byte[] document;
        try {
            document = patch.apply(event.value(), nothing);
        } catch (MalformedJsonException broken) {
            context.deadLetter(Unreadable.at(step, broken));
            return;
        }
        context.emit(event.withValue(document));
    }

    /** Makes drops. */
    public static final class Provider implements OperatorProvider {
        @Override
        public String operator() {
            return "drop";
        }

        @Override
        public Operator create(Step step) {
            return new Drop(step);
        }
    }
}
