package dev.millrace.model.aggregate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * What the literals of a call say. Immutable; any thread.
 *
 * @param fraction which part of the values lies below a percentile, 0 to 1, both inclusive
 * @param count how many values are told, at least 1
 * @param limit how many different values are kept, at least 1
 * @param approximate whether a sketch of bounded size stands for the values
 * @param bounds upper bounds of a histogram, inclusive, ascending; empty where it is none
 * @param halfLife the age at which a value weighs half, 1 ms to 366 days, both inclusive
 */
public record Parameters(
        BigDecimal fraction, int count, int limit, boolean approximate, List<BigDecimal> bounds, Duration halfLife) {

    /** Without literals: the middle, 1,000 values told, 10,000 different ones kept. */
    public static final Parameters DEFAULT =
            new Parameters(new BigDecimal("0.5"), 1_000, 10_000, false, List.of(), Duration.ofMinutes(1));

    public Parameters {
        bounds = List.copyOf(bounds);
    }

    Parameters withFraction(BigDecimal value) {
        return new Parameters(value, count, limit, approximate, bounds, halfLife);
    }

    Parameters withCount(int value) {
        return new Parameters(fraction, value, limit, approximate, bounds, halfLife);
    }

    Parameters withLimit(int value) {
        return new Parameters(fraction, count, value, approximate, bounds, halfLife);
    }

    Parameters approximately() {
        return new Parameters(fraction, count, limit, true, bounds, halfLife);
    }

    Parameters withBounds(List<BigDecimal> value) {
        return new Parameters(fraction, count, limit, approximate, value, halfLife);
    }

    Parameters withHalfLife(Duration value) {
        return new Parameters(fraction, count, limit, approximate, bounds, value);
    }
}
