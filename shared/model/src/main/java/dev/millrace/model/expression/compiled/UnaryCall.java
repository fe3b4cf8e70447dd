package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** A call with one operand of a kind that the call takes. Immutable; any thread. */
abstract class UnaryCall implements Node {

    private final Overloads overloads;
    private final Node operand;

    UnaryCall(Overloads overloads, Node operand) {
        this.overloads = overloads;
        this.operand = operand;
    }

    @Override
    public final MissingField missing(Event event) {
        return Node.missing(event, operand);
    }

    @Override
    public final Kind read(Event event, Operand into) {
        Kind kind = operand.read(event, into);
        return overloads.take(kind) ? of(kind, into) : Kind.ERROR;
    }

    /** Puts the call's value in the place of its operand. */
    abstract Kind of(Kind kind, Operand value);
}
