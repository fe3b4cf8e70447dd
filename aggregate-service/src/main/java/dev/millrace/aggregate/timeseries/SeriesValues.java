package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.timeseries.Derivation;
import dev.millrace.model.timeseries.Fill;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one closed window as JSON: those that are computed, then the running sums that are derived. In a row each stands behind its length, four
 * bytes big-endian. Stateless; any thread.
 */
final class SeriesValues {

    static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] ZERO = {'0'};
    /** As means are rounded. */
    private static final MathContext ROUNDED = new MathContext(17, RoundingMode.HALF_EVEN);

    private SeriesValues() {}

    static byte[] write(byte[][] values) {
        ByteSink out = new ByteSink(64);
        byte[] length = new byte[Integer.BYTES];
        for (byte[] value : values) {
            BigEndian.setInt(length, 0, value.length);
            out.put(length).put(value);
        }
        return out.toBytes();
    }

    static byte[][] read(byte[] bytes) {
        List<byte[]> values = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int length = BigEndian.getInt(bytes, at);
            at += Integer.BYTES;
            values.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return values.toArray(byte[][]::new);
    }

    /** The number; null where it is none. */
    static BigDecimal number(byte[] json) {
        boolean isNumber = json[0] == '-' || json[0] >= '0' && json[0] <= '9';
        return isNumber ? new BigDecimal(new String(json, StandardCharsets.US_ASCII)) : null;
    }

    /** The JSON of a number, of null where there is none. */
    static byte[] json(BigDecimal number) {
        return number == null ? NULL : JsonNumber.text(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** The computed values in a window without events. */
    static byte[][] filled(Fill fill, byte[][] before, byte[][] after, int columns, BigDecimal part) {
        byte[][] values = new byte[columns][];
        for (int i = 0; i < columns; i++) {
            values[i] = switch (fill) {
                case NONE -> NULL;
                case PREVIOUS -> before[i];
                case ZERO -> ZERO;
                case LINEAR -> json(between(number(before[i]), number(after[i]), part));
            };
        }
        return values;
    }

    private static BigDecimal between(BigDecimal before, BigDecimal after, BigDecimal part) {
        return before == null || after == null
                ? null
                : before.add(after.subtract(before).multiply(part)).round(ROUNDED);
    }

    /** How much of the way from one time to another lies before a time. */
    static BigDecimal part(long fromMillis, long atMillis, long toMillis) {
        return BigDecimal.valueOf(atMillis - fromMillis)
                .divide(BigDecimal.valueOf(toMillis - fromMillis), MathContext.DECIMAL128);
    }

    /** The sum of a running sum and a value, each of which may be missing. */
    static byte[] sum(byte[] before, byte[] value) {
        BigDecimal one = before == null ? null : number(before);
        BigDecimal other = number(value);
        if (one == null || other == null) {
            return json(one == null ? other : one);
        }
        return json(one.add(other, MathContext.DECIMAL128));
    }

    /** A derived value that is no running sum. */
    static byte[] derived(Derivation derivation, List<SeriesPoint> points, int at) {
        int column = derivation.column();
        if (derivation.function() == Derivation.Function.MOVING_AVERAGE) {
            return mean(points.subList(Math.max(0, at + 1 - derivation.results()), at + 1), column);
        }
        BigDecimal value = number(points.get(at).values()[column]);
        BigDecimal before = at == 0 ? null : number(points.get(at - 1).values()[column]);
        if (value == null || before == null) {
            return NULL;
        }
        BigDecimal delta = value.subtract(before, MathContext.DECIMAL128);
        long millis = points.get(at).start() - points.get(at - 1).start();
        return json(
                derivation.function() == Derivation.Function.DELTA
                        ? delta
                        : delta.movePointRight(3).divide(BigDecimal.valueOf(millis), ROUNDED));
    }

    private static byte[] mean(List<SeriesPoint> points, int column) {
        BigDecimal sum = BigDecimal.ZERO;
        int count = 0;
        for (SeriesPoint point : points) {
            BigDecimal value = number(point.values()[column]);
            if (value != null) {
                sum = sum.add(value);
                count++;
            }
        }
        return count == 0 ? NULL : json(sum.divide(BigDecimal.valueOf(count), ROUNDED));
    }
}
