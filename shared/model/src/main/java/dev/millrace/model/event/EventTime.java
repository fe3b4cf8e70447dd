package dev.millrace.model.event;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.Slice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** A stream's timestamp: which field says when an event happened, and in which form. Immutable; any thread. */
public final class EventTime {

    private static final BigDecimal MIN_MILLIS = BigDecimal.valueOf(Long.MIN_VALUE / 4);
    private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE / 4);

    private final FieldPath field;
    private final String format;
    private final int epochDigits;
    private final DateTimeFormatter formatter;

    /**
     * @param format {@code iso8601}, {@code epoch-s}, {@code epoch-ms}, {@code epoch-us}, {@code epoch-ns}, or a pattern as
     *     {@link DateTimeFormatter} reads it; a time without a zone is UTC
     * @throws IllegalArgumentException when the format is none of these
     */
    public EventTime(FieldPath field, String format) {
        this.field = field;
        this.format = format;
        this.epochDigits = switch (format) {
            case "epoch-s" -> 0;
            case "epoch-ms" -> 3;
            case "epoch-us" -> 6;
            case "epoch-ns" -> 9;
            default -> -1;
        };
        this.formatter = epochDigits >= 0
                ? null
                : format.equals("iso8601")
                        ? DateTimeFormatter.ISO_DATE_TIME
                        : DateTimeFormatter.ofPattern(format, Locale.ROOT);
    }

    public FieldPath field() {
        return field;
    }

    public String format() {
        return format;
    }

    /**
     * The event's time in epoch milliseconds, rounded down.
     *
     * @throws InvalidEventException when the field is missing, null or not in the stream's form
     */
    public long readMillis(byte[] document) {
        return readMillis(document, JsonScan.find(document, field));
    }

    /**
     * The same where the field's value was found before.
     *
     * @param found the value's slice
     */
    public long readMillis(byte[] document, long found) {
        if (found == Slice.ABSENT) {
            throw new InvalidEventException("the timestamp field \"" + field + "\" is missing");
        }
        int from = Slice.from(found);
        int to = Slice.to(found);
        boolean quoted = document[from] == '"';
        try {
            return epochDigits >= 0
                    ? epoch(document, quoted ? from + 1 : from, quoted ? to - 1 : to)
                    : text(quoted ? JsonText.decode(document, from + 1, to - 1) : "");
        } catch (ArithmeticException | DateTimeException e) {
            throw new InvalidEventException("the timestamp field \"" + field + "\" is "
                    + new String(document, from, Math.min(to - from, 60), StandardCharsets.UTF_8) + ", expected "
                    + expected());
        }
    }

    private long epoch(byte[] document, int from, int to) {
        if (epochDigits == 3 || epochDigits == 0) {
            long plain = JsonNumber.plainLong(document, from, to);
            if (plain != JsonNumber.NOT_PLAIN) {
                return epochDigits == 3 ? plain : Math.multiplyExact(plain, 1000L);
            }
        }
        BigDecimal millis = JsonNumber.toDecimal(document, from, to).scaleByPowerOfTen(3 - epochDigits);
        if (millis.compareTo(MIN_MILLIS) < 0 || millis.compareTo(MAX_MILLIS) > 0) {
            throw new ArithmeticException("out of range");
        }
        return millis.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    private long text(String text) {
        TemporalAccessor read = formatter.parseBest(text, Instant::from, LocalDateTime::from, LocalDate::from);
        Instant instant;
        if (read instanceof Instant exact) {
            instant = exact;
        } else if (read instanceof LocalDateTime local) {
            instant = local.toInstant(ZoneOffset.UTC);
        } else {
            instant = ((LocalDate) read).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return instant.toEpochMilli();
    }

    /**
     * The JSON of a time in this form: {@link #readMillis} reads it back wherever the form can hold it. Texts are in UTC; a pattern without
     * seconds loses them.
     *
     * @param millis epoch milliseconds, may be negative
     */
    public byte[] write(long millis) {
        ByteSink out = new ByteSink(32);
        if (epochDigits == 3) {
            out.putNumber(millis);
        } else if (epochDigits >= 0) {
            BigDecimal units = BigDecimal.valueOf(millis).scaleByPowerOfTen(epochDigits - 3);
            out.put(units.signum() == 0 ? "0" : units.stripTrailingZeros().toPlainString());
        } else {
            Instant time = Instant.ofEpochMilli(millis);
            JsonText.write(
                    format.equals("iso8601")
                            ? time.toString()
                            : formatter.withZone(ZoneOffset.UTC).format(time),
                    out);
        }
        return out.toBytes();
    }

    private String expected() {
        return switch (format) {
            case "iso8601" -> "an ISO 8601 time like \"2026-01-31T12:00:00Z\"";
            case "epoch-s", "epoch-ms", "epoch-us", "epoch-ns" -> "a number (" + format + ")";
            default -> "a time in the form \"" + format + "\"";
        };
    }
}
