package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.json.Slice;

/** A condition on one field, which is looked at where it lies. Immutable; any thread. */
abstract class FieldCondition extends Condition {

    private final Field field;

    FieldCondition(Field field) {
        this.field = field;
    }

    @Override
    public final Truth test(Event event) {
        long found = field.find(event);
        return found == Slice.ABSENT ? Truth.ERROR : of(event.value(), found);
    }

    @Override
    public final MissingField missing(Event event) {
        return field.missing(event);
    }

    /** What the condition comes to for the value at a slice, which is there. */
    abstract Truth of(byte[] document, long slice);
}
