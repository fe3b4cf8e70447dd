package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;

/**
 * {@code &&} and {@code ||}: either side decides, even when the other one fails. A side that has a value which is neither true nor false is
 * a failure that the other side does not hide. Immutable; any thread.
 */
final class Junction extends Condition {

    private final Node left;
    private final Node right;
    private final Truth deciding;

    private Junction(Node left, Node right, Truth deciding) {
        this.left = left;
        this.right = right;
        this.deciding = deciding;
    }

    static Junction and(Node left, Node right) {
        return new Junction(left, right, Truth.FALSE);
    }

    static Junction or(Node left, Node right) {
        return new Junction(left, right, Truth.TRUE);
    }

    @Override
    public MissingField missing(Event event) {
        Truth first = left.test(event);
        Truth second = right.test(event);
        if (first == Truth.NO_BOOLEAN || second == Truth.NO_BOOLEAN) {
            return null;
        }
        return first == Truth.ERROR ? left.missing(event) : right.missing(event);
    }

    @Override
    public Truth test(Event event) {
        Truth first = left.test(event);
        if (first == deciding) {
            return first;
        } else if (first == Truth.NO_BOOLEAN) {
            return Truth.ERROR;
        }
        Truth second = right.test(event);
        if (second == deciding) {
            return second;
        }
        return first == Truth.ERROR || second == Truth.NO_BOOLEAN ? Truth.ERROR : second;
    }
}
