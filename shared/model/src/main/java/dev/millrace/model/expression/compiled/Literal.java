package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** A value that stands in the expression. Immutable; any thread. */
final class Literal implements Node {

    private final Kind kind;
    private final boolean truth;
    private final long integer;
    private final double decimal;
    private final String text;

    private Literal(Kind kind, boolean truth, long integer, double decimal, String text) {
        this.kind = kind;
        this.truth = truth;
        this.integer = integer;
        this.decimal = decimal;
        this.text = text;
    }

    static Literal ofNull() {
        return new Literal(Kind.NULL, false, 0, 0, null);
    }

    static Literal of(boolean truth) {
        return new Literal(Kind.BOOLEAN, truth, 0, 0, null);
    }

    static Literal of(long integer) {
        return new Literal(Kind.INTEGER, false, integer, 0, null);
    }

    static Literal of(double decimal) {
        return new Literal(Kind.DECIMAL, false, 0, decimal, null);
    }

    static Literal of(String text) {
        return new Literal(Kind.TEXT, false, 0, 0, text);
    }

    Kind kind() {
        return kind;
    }

    long integer() {
        return integer;
    }

    double decimal() {
        return decimal;
    }

    String text() {
        return text;
    }

    @Override
    public MissingField missing(Event event) {
        return null;
    }

    @Override
    public Kind read(Event event, Operand into) {
        return switch (kind) {
            case BOOLEAN -> into.put(truth);
            case INTEGER -> into.put(integer);
            case DECIMAL -> into.put(decimal);
            case TEXT -> into.put(text);
            default -> kind;
        };
    }

    @Override
    public Truth test(Event event) {
        return kind == Kind.BOOLEAN ? Truth.of(truth) : Truth.NO_BOOLEAN;
    }
}
