package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** A relation between any two values: of unlike kinds they are unequal, but have no order. Immutable; any thread. */
final class Comparison extends Condition {

    private final Relation relation;
    private final Overloads overloads;
    private final Node left;
    private final Node right;

    /** @param overloads of an order; of {@code ==} and {@code !=} there is one for all */
    Comparison(Relation relation, Overloads overloads, Node left, Node right) {
        this.overloads = overloads;
        this.relation = relation;
        this.left = left;
        this.right = right;
    }

    @Override
    public MissingField missing(Event event) {
        return Node.missing(event, left, right);
    }

    @Override
    public Truth test(Event event) {
        Operand a = new Operand();
        Operand b = new Operand();
        Kind first = left.read(event, a);
        if (first == Kind.ERROR) {
            return Truth.ERROR;
        }
        Kind second = right.read(event, b);
        return relation.isOrder() && !overloads.take(first, second)
                ? Truth.ERROR
                : between(relation, first, a, second, b);
    }

    /** What a relation between two operands comes to; the first is no error. */
    static Truth between(Relation relation, Kind first, Operand a, Kind second, Operand b) {
        if (second == Kind.ERROR) {
            return Truth.ERROR;
        }
        if (first == Kind.INTEGER && second.isNumber()) {
            return Truth.of(
                    second == Kind.INTEGER
                            ? relation.holds(a.integer(), b.integer())
                            : relation.holds(a.integer(), b.decimal()));
        } else if (first == Kind.DECIMAL && second.isNumber()) {
            return Truth.of(
                    second == Kind.INTEGER
                            ? relation.holds(a.decimal(), b.integer())
                            : relation.holds(a.decimal(), b.decimal()));
        } else if (first != second) {
            return relation.ofUnlike();
        }
        return switch (first) {
            case TEXT -> texts(relation, a, b);
            case BOOLEAN -> Truth.of(relation.holds(Boolean.compare(a.truth(), b.truth())));
            case NULL -> relation.isOrder() ? Truth.ERROR : Truth.of(relation == Relation.EQUAL);
            default -> throw LeftToRuntimeException.leave();
        };
    }

    private static Truth texts(Relation relation, Operand a, Operand b) {
        return Truth.of(
                relation.isOrder()
                        ? relation.holds(a.text().compareTo(b.text()))
                        : a.sameText(b) == (relation == Relation.EQUAL));
    }
}
