package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** A node whose values are true and false alone. Immutable; any thread. */
abstract class Condition implements Node {

    @Override
    public abstract Truth test(Event event);

    @Override
    public final Kind read(Event event, Operand into) {
        Truth truth = test(event);
        return truth == Truth.ERROR || truth == Truth.NO_BOOLEAN ? Kind.ERROR : into.put(truth == Truth.TRUE);
    }
}
