package dev.millrace.aggregate.accumulator.distinct;

import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;

/**
 * A value of an event in the one spelling that all equal values have: 1 and 1.0 are {@code 1}, a text has no escape that JSON does not
 * demand. JSON as bytes. One task, its thread.
 */
public final class CanonicalValue {

    private final Operand operand;
    private final ByteSink written = new ByteSink(32);
    private byte[] bytes;
    private int from;
    private int to;

    /** The value of an operand. */
    public CanonicalValue(Operand operand) {
        this.operand = operand;
    }

    /**
     * Reads the value of an event.
     *
     * @return whether there is one: neither missing nor null
     * @throws dev.millrace.model.expression.EvaluationException when it is an object or an array, or a number that cannot be held
     */
    boolean read(Event event) {
        switch (operand.locate(event)) {
            case NONE -> {
                return false;
            }
            case NUMBER -> {
                operand.readNumber();
                number();
            }
            case TEXT -> text();
            default -> {
                byte first = operand.bytes()[operand.from()];
                if (first == '{' || first == '[') {
                    throw operand.unfit("numbers, texts or booleans");
                }
                take(operand.bytes(), operand.from(), operand.to());
            }
        }
        return true;
    }

    /** Takes the number that the operand has read. */
    public void number() {
        written.truncate(0);
        if (operand.isCompact()) {
            compact(operand.unscaled(), operand.scale());
        } else {
            written.put(JsonNumber.text(operand.decimal()));
        }
        take(written.array(), 0, written.length());
    }

    private void compact(long unscaled, int scale) {
        long digits = unscaled;
        int behind = scale;
        while (behind > 0 && digits % 10 == 0) {
            digits /= 10;
            behind--;
        }
        if (behind == 0) {
            written.putNumber(digits);
            return;
        }
        long power = 1;
        for (int i = 0; i < behind; i++) {
            power *= 10;
        }
        if (digits < 0) {
            written.put('-');
        }
        long positive = Math.abs(digits);
        written.putNumber(positive / power).put('.');
        for (long rest = positive % power; power > 1; rest %= power) {
            power /= 10;
            written.put((char) ('0' + rest / power));
        }
    }

    private void text() {
        if (!JsonScan.hasEscape(operand.bytes(), operand.from(), operand.to())) {
            take(operand.bytes(), operand.from(), operand.to());
            return;
        }
        written.truncate(0);
        JsonText.write(JsonText.decode(operand.bytes(), operand.from() + 1, operand.to() - 1), written);
        take(written.array(), 0, written.length());
    }

    private void take(byte[] source, int first, int end) {
        bytes = source;
        from = first;
        to = end;
    }

    /** Where the value lies, at [{@link #from}, {@link #to}), until the next one is read. */
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
}
