package dev.millrace.model.expression.compiled;

import static dev.millrace.model.json.JsonScan.skipSpace;

import dev.millrace.model.event.Event;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.Slice;

/** {@code has()}: whether an object of the event has a member; an error where there is no such object. Immutable; any thread. */
final class FieldPresence extends Condition {

    private final FieldPath object;
    private final FieldPath member;

    /** @param object the object around {@code member}; null for the event itself */
    FieldPresence(FieldPath object, FieldPath member) {
        this.object = object;
        this.member = member;
    }

    @Override
    public MissingField missing(Event event) {
        return null;
    }

    @Override
    public Truth test(Event event) {
        byte[] document = event.value();
        int at;
        if (object == null) {
            at = skipSpace(document, 0, document.length);
        } else {
            long found = event.find(object);
            if (found == Slice.ABSENT) {
                return Truth.ERROR;
            }
            at = Slice.from(found);
        }
        if (at >= document.length || document[at] != '{') {
            return Truth.ERROR;
        }
        return Truth.of(event.find(member) != Slice.ABSENT);
    }
}
