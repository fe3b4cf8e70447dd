package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/**
 * {@code + - * / %} of numbers, and {@code +} of texts. Between integers they are exact or an error; an integer beside a decimal becomes a
 * decimal. Immutable; any thread.
 */
final class Arithmetic implements Node {

    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO
    }

    /** Longer texts are left to the CEL runtime, which counts what an evaluation builds: so short, no expression can reach its bound. */
    private static final int MAX_LENGTH = 1024;

    private final Operator operator;
    private final Overloads overloads;
    private final Node left;
    private final Node right;

    Arithmetic(Operator operator, Overloads overloads, Node left, Node right) {
        this.overloads = overloads;
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    public MissingField missing(Event event) {
        return Node.missing(event, left, right);
    }

    @Override
    public Kind read(Event event, Operand into) {
        Kind first = left.read(event, into);
        return switch (first) {
            case INTEGER -> {
                long a = into.integer();
                Kind second = right.read(event, into);
                yield !overloads.take(first, second)
                        ? Kind.ERROR
                        : second == Kind.INTEGER
                                ? integers(a, into.integer(), into)
                                : into.put(decimals(a, into.decimal()));
            }
            case DECIMAL -> {
                double a = into.decimal();
                Kind second = right.read(event, into);
                yield overloads.take(first, second) ? into.put(decimals(a, into.decimal(second))) : Kind.ERROR;
            }
            case TEXT -> {
                String a = into.text();
                yield overloads.take(first, right.read(event, into)) ? join(a, into) : Kind.ERROR;
            }
            case ARRAY -> throw LeftToRuntimeException.leave();
            default -> Kind.ERROR;
        };
    }

    private Kind integers(long a, long b, Operand into) {
        switch (operator) {
            case ADD -> {
                long sum = a + b;
                return ((a ^ sum) & (b ^ sum)) < 0 ? Kind.ERROR : into.put(sum);
            }
            case SUBTRACT -> {
                long difference = a - b;
                return ((a ^ b) & (a ^ difference)) < 0 ? Kind.ERROR : into.put(difference);
            }
            case MULTIPLY -> {
                long product = a * b;
                return Math.multiplyHigh(a, b) != product >> 63 ? Kind.ERROR : into.put(product);
            }
            case DIVIDE -> {
                return b == 0 || a == Long.MIN_VALUE && b == -1 ? Kind.ERROR : into.put(a / b);
            }
            default -> {
                return b == 0 ? Kind.ERROR : into.put(a % b);
            }
        }
    }

    private double decimals(double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a % b;
        };
    }

    private static Kind join(String first, Operand second) {
        if (first.length() + second.text().length() > MAX_LENGTH) {
            throw LeftToRuntimeException.leave();
        }
        return second.put(first + second.text());
    }
}
