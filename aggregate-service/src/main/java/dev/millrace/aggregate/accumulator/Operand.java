package dev.millrace.aggregate.accumulator;

import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ValueWriter;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.Slice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * What an aggregate computes with, of the event at hand: a bare field's bytes where they lie, an expression's value written as JSON. Numbers
 * never pass through double on the way. One task, its thread.
 */
public final class Operand {

    /** What was found. */
    public enum Kind {
        /** Missing or null. */
        NONE,
        NUMBER,
        TEXT,
        /** A boolean, an object or an array. */
        OTHER
    }

    private static final int SHOWN = 60;
    private static final int COMPACT_DIGITS = 18;

    private final Expression expression;
    private final FieldPath bare;
    private final String call;
    private final ByteSink written = new ByteSink(32);
    private byte[] bytes;
    private int from;
    private int to;
    private Kind kind = Kind.NONE;
    private boolean integer;
    private long unscaled;
    private int scale;
    private BigDecimal big;

    /** The computation's first argument. */
    public Operand(Computation computation) {
        this(computation, 0);
    }

    /** @param argument which of its arguments, from 0 */
    public Operand(Computation computation, int argument) {
        this(computation.arguments().get(argument), computation.call());
    }

    /** @param call what computes with it, for sentences */
    public Operand(Expression expression, String call) {
        this.expression = expression;
        this.bare = expression.bareField().orElse(null);
        this.call = call;
    }

    /**
     * Finds the value of an event.
     *
     * @throws EvaluationException when there is none, unless because a field is missing or null
     */
    public Kind locate(Event event) {
        if (bare != null) {
            long found = event.find(bare);
            return found == Slice.ABSENT
                    ? (kind = Kind.NONE)
                    : classify(event.value(), Slice.from(found), Slice.to(found));
        }
        Object value;
        try {
            value = expression.evaluate(event);
        } catch (EvaluationException failure) {
            if (failure.missing()) {
                return kind = Kind.NONE;
            }
            throw failure;
        }
        written.truncate(0);
        try {
            ValueWriter.write(value, written);
        } catch (IllegalArgumentException noJson) {
            throw refused(call + ": " + noJson.getMessage());
        }
        return classify(written.array(), 0, written.length());
    }

    private Kind classify(byte[] document, int first, int end) {
        bytes = document;
        from = first;
        to = end;
        kind = switch (document[first]) {
            case 'n' -> Kind.NONE;
            case '"' -> Kind.TEXT;
            case '{', '[', 't', 'f' -> Kind.OTHER;
            default -> Kind.NUMBER;
        };
        return kind;
    }

    /**
     * Reads the number that was found; afterwards {@link #isInteger}, {@link #isCompact}, {@link #unscaled} and {@link #scale} answer.
     *
     * @throws EvaluationException when it cannot be held
     */
    public void readNumber() {
        big = null;
        scale = 0;
        unscaled = JsonNumber.plainLong(bytes, from, to);
        integer = unscaled != JsonNumber.NOT_PLAIN;
        if (integer) {
            return;
        }
        try {
            integer = JsonNumber.isInteger(bytes, from, to);
            if (integer) {
                unscaled = JsonNumber.toLong(bytes, from, to);
            } else if (!readCompact()) {
                big = JsonNumber.toDecimal(bytes, from, to);
            }
        } catch (ArithmeticException tooLarge) {
            throw refused(call + ": " + tooLarge.getMessage());
        }
    }

    /** Reads a plain decimal of up to 18 digits without making an object; false for any other. */
    private boolean readCompact() {
        boolean negative = bytes[from] == '-';
        long value = 0;
        int digits = 0;
        int point = -1;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (bytes[i] == '.' && point < 0) {
                point = i;
            } else if (digit < 0 || digit > 9 || ++digits > COMPACT_DIGITS) {
                return false;
            } else {
                value = value * 10 + digit;
            }
        }
        if (digits == 0 || point < 0) {
            return false;
        }
        unscaled = negative ? -value : value;
        scale = to - 1 - point;
        return true;
    }

    /** Whether the number has neither fraction nor exponent. */
    public boolean isInteger() {
        return integer;
    }

    /** Whether {@link #unscaled} and {@link #scale} hold the number. */
    public boolean isCompact() {
        return big == null;
    }

    /** The number's digits, where {@link #isCompact}. */
    public long unscaled() {
        return unscaled;
    }

    /** How many of the digits are behind the point, where {@link #isCompact}. */
    public int scale() {
        return scale;
    }

    /** The number that was read, in any case. */
    public BigDecimal decimal() {
        return big != null ? big : BigDecimal.valueOf(unscaled, scale);
    }

    /** Where the value lies, at [{@link #from}, {@link #to}). */
    public byte[] bytes() {
        return bytes;
    }

    /** First byte of the value. */
    public int from() {
        return from;
    }

    /** End of the value, exclusive. */
    public int to() {
        return to;
    }

    /** What was found last. */
    public Kind kind() {
        return kind;
    }

    /** {@code sum(amount)}. */
    public String call() {
        return call;
    }

    /** The value is of a kind that cannot be computed with. */
    public EvaluationException unfit(String needs) {
        int end = Math.min(to, from + SHOWN);
        String shown = new String(bytes, from, end - from, StandardCharsets.UTF_8) + (end < to ? "..." : "");
        return refused(call + " needs " + needs + ": " + expression.source() + " is " + shown);
    }

    /** A failure at this aggregate's argument. */
    public EvaluationException refused(String detail) {
        return new EvaluationException(detail, false, expression.line(), expression.column());
    }
}
