package dev.millrace.model.expression;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes the values of expressions as JSON: integers digit by digit, doubles in the shortest form that reads back the same, times as RFC
 * 3339, durations as seconds with {@code s}, what still lies in an event's bytes as it stands. Stateless; any thread.
 */
public final class ValueWriter {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final int MAX_DEPTH = 100;

    private ValueWriter() {}

    /**
     * The value's JSON.
     *
     * @throws IllegalArgumentException for NaN and infinity, for nesting deeper than 100 and for what has no JSON form; the message is a
     *     sentence for the user
     */
    public static byte[] write(Object value) {
        ByteSink out = new ByteSink(32);
        write(value, out);
        return out.toBytes();
    }

    /** Appends the value's JSON; throws as {@link #write(Object)}, with the sink then in an undefined state. */
    public static void write(Object value, ByteSink out) {
        write(value, out, 0);
    }

    private static void write(Object value, ByteSink out, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("the value is nested more than " + MAX_DEPTH + " deep");
        }
        if (value == null) {
            out.put("null");
        } else if (value instanceof Long number) {
            out.putNumber(number);
        } else if (value instanceof Boolean truth) {
            out.put(truth ? TRUE : FALSE);
        } else if (value instanceof String text) {
            JsonText.write(text, out);
        } else if (value instanceof Double number) {
            out.put(decimal(number));
        } else if (value instanceof Integer number) {
            out.putNumber(number);
        } else if (value instanceof BigDecimal number) {
            out.put(number.toString());
        } else if (value instanceof JsonView view) {
            view.writeTo(out);
        } else if (value instanceof Instant time) {
            JsonText.write(time.toString(), out);
        } else if (value instanceof Duration duration) {
            JsonText.write(seconds(duration), out);
        } else if (value instanceof List<?> list) {
            list(list, out, depth);
        } else if (value instanceof Map<?, ?> map) {
            map(map, out, depth);
        } else {
            throw new IllegalArgumentException(
                    "a value of type " + value.getClass().getSimpleName() + " has no JSON form");
        }
    }

    private static void list(List<?> list, ByteSink out, int depth) {
        out.put('[');
        String separator = "";
        for (Object item : list) {
            out.put(separator);
            write(item, out, depth + 1);
            separator = ",";
        }
        out.put(']');
    }

    private static void map(Map<?, ?> map, ByteSink out, int depth) {
        out.put('{');
        String separator = "";
        for (Map.Entry<?, ?> member : map.entrySet()) {
            out.put(separator);
            JsonText.write(String.valueOf(member.getKey()), out);
            out.put(':');
            write(member.getValue(), out, depth + 1);
            separator = ",";
        }
        out.put('}');
    }

    /** Java's own text of a double is the shortest only from JDK 19 on (JDK-4511638), so shorter ones are tried first. */
    private static String decimal(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("the result is " + (Double.isNaN(number) ? "not a number" : "infinite")
                    + ", which JSON cannot hold");
        }
        String text = Double.toString(number);
        int exponent = text.indexOf('E');
        if ((exponent < 0 ? text.length() : exponent) < 17) {
            return text;
        }
        for (int digits = 15; digits <= 16; digits++) {
            BigDecimal rounded = new BigDecimal(number).round(new java.math.MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded.toString().length() < text.length() ? rounded.toString() : text;
            }
        }
        return text;
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), 9))
                        .stripTrailingZeros()
                        .toPlainString()
                + "s";
    }
}
