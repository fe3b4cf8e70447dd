package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.Node.Truth;

/** {@code == != < <= > >=}. */
enum Relation {
    EQUAL,
    UNEQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    private static final double MOST = (double) Long.MAX_VALUE;
    private static final double LEAST = (double) Long.MIN_VALUE;

    /** The relation that holds between b and a where this one holds between a and b. */
    Relation reversed() {
        return switch (this) {
            case LESS -> GREATER;
            case AT_MOST -> AT_LEAST;
            case GREATER -> LESS;
            case AT_LEAST -> AT_MOST;
            default -> this;
        };
    }

    boolean isOrder() {
        return this != EQUAL && this != UNEQUAL;
    }

    /** Whether it holds where a comparison answered less than, equal to or greater than 0. */
    boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case UNEQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    boolean holds(long a, long b) {
        return switch (this) {
            case EQUAL -> a == b;
            case UNEQUAL -> a != b;
            case LESS -> a < b;
            case AT_MOST -> a <= b;
            case GREATER -> a > b;
            case AT_LEAST -> a >= b;
        };
    }

    boolean holds(double a, double b) {
        return switch (this) {
            case EQUAL -> a == b;
            case UNEQUAL -> a != b;
            case LESS -> a < b;
            case AT_MOST -> a <= b;
            case GREATER -> a > b;
            case AT_LEAST -> a >= b;
        };
    }

    /** As CEL's runtime has it: within int64's range the integer becomes the nearest decimal, and minus nought is less than nought. */
    boolean holds(double a, long b) {
        return holds(order(a, b));
    }

    boolean holds(long a, double b) {
        return holds(-order(b, a));
    }

    private static int order(double a, long b) {
        return a < LEAST ? -1 : a > MOST ? 1 : Double.compare(a, (double) b);
    }

    /** What holds between values of kinds that have no order in common, or are containers, of which one of them is none. */
    Truth ofUnlike() {
        return isOrder() ? Truth.ERROR : Truth.of(this == UNEQUAL);
    }
}
