package dev.millrace.model.aggregate;

import dev.millrace.model.document.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A literal among the arguments of an aggregate, checked when the file is read. Immutable; any thread. */
enum Literal {
    FRACTION("a number from 0 to 1 (both inclusive)") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return number(text)
                    .filter(value -> value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0)
                    .map(so::withFraction);
        }
    },
    RANKS("a whole number from 1 to 1000") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return whole(text, 1_000).map(so::withCount);
        }
    },
    ITEMS("a whole number from 1 to 10000") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return whole(text, 10_000).map(so::withCount);
        }
    },
    LIMIT("a whole number from 1 to 100000") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return whole(text, MOST_DISTINCT).map(so::withLimit);
        }
    },
    DISTINCT("a whole number from 1 to 100000, or approximate,") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return text.equals("approximate")
                    ? Optional.of(so.approximately())
                    : whole(text, MOST_DISTINCT).map(so::withLimit);
        }
    },
    BOUNDS("a list of 1 to 1000 ascending numbers") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return bounds(text).map(so::withBounds);
        }
    },
    HALF_LIFE("a duration in quotes, 1ms to 366d,") {
        @Override
        Optional<Parameters> read(String text, Parameters so) {
            return duration(text).map(so::withHalfLife);
        }
    };

    private static final int MOST_DISTINCT = 100_000;
    private static final int MOST_BOUNDS = 1_000;
    private static final int MOST_DIGITS = 34;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final String needed;

    Literal(String needed) {
        this.needed = needed;
    }

    /** For sentences: {@code percentile needs … as second argument}. */
    String needed() {
        return needed;
    }

    /** What was read so far with this one; empty when the text is not what is needed. */
    abstract Optional<Parameters> read(String text, Parameters so);

    private static Optional<Integer> whole(String text, int most) {
        return text.matches("\\d{1,9}")
                ? Optional.of(Integer.parseInt(text)).filter(value -> value >= 1 && value <= most)
                : Optional.empty();
    }

    private static Optional<BigDecimal> number(String text) {
        return text.matches("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?")
                ? Optional.of(new BigDecimal(text).stripTrailingZeros())
                        .filter(value -> value.precision() <= MOST_DIGITS)
                : Optional.empty();
    }

    private static Optional<List<BigDecimal>> bounds(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        List<BigDecimal> bounds = new ArrayList<>();
        for (String item : text.substring(1, text.length() - 1).split(",", -1)) {
            BigDecimal bound = number(item.strip()).orElse(null);
            boolean ascends = bound != null && (bounds.isEmpty() || bound.compareTo(bounds.get(bounds.size() - 1)) > 0);
            if (!ascends || bounds.size() == MOST_BOUNDS) {
                return Optional.empty();
            }
            bounds.add(bound);
        }
        return Optional.of(bounds);
    }

    private static Optional<Duration> duration(String text) {
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        boolean quoted =
                text.length() > 2 && (quote == '"' || quote == '\'') && text.charAt(text.length() - 1) == quote;
        if (!quoted) {
            return Optional.empty();
        }
        try {
            return Optional.of(DurationText.parse(text.substring(1, text.length() - 1)))
                    .filter(value -> !value.isZero() && value.compareTo(LONGEST) <= 0);
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
