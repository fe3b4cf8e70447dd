package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** {@code condition ? then : otherwise}; only the chosen side is read. Immutable; any thread. */
final class Choice implements Node {

    private final Node condition;
    private final Node then;
    private final Node otherwise;

    Choice(Node condition, Node then, Node otherwise) {
        this.condition = condition;
        this.then = then;
        this.otherwise = otherwise;
    }

    @Override
    public MissingField missing(Event event) {
        return switch (condition.test(event)) {
            case TRUE -> then.missing(event);
            case FALSE -> otherwise.missing(event);
            case ERROR -> condition.missing(event);
            case NO_BOOLEAN -> null;
        };
    }

    @Override
    public Kind read(Event event, Operand into) {
        return switch (condition.test(event)) {
            case TRUE -> then.read(event, into);
            case FALSE -> otherwise.read(event, into);
            default -> Kind.ERROR;
        };
    }

    @Override
    public Truth test(Event event) {
        return switch (condition.test(event)) {
            case TRUE -> then.test(event);
            case FALSE -> otherwise.test(event);
            default -> Truth.ERROR;
        };
    }
}
