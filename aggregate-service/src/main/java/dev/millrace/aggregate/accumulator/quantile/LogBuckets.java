package dev.millrace.aggregate.accumulator.quantile;

import dev.millrace.aggregate.accumulator.Operand;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The buckets of a DDSketch (Masson, Rim and Lee, VLDB 2019): a bucket i above zero holds (g^(i-1), g^i], where g = 1.00999 / 0.99001, and
 * stands for a value that differs from each of them by less than 1 % of it, the rounding to 6 digits included. Buckets below zero mirror these, zero has its own. Keys rise with the
 * values. Logarithms are those of {@link StrictMath}, so that every machine agrees. Stateless; any thread.
 */
final class LogBuckets {

    private static final double ERROR = 0.00999;
    private static final double RATIO = (1 + ERROR) / (1 - ERROR);
    private static final double LOG_RATIO = StrictMath.log(RATIO);
    private static final double LOG_TEN = StrictMath.log(10);
    /** More than any bucket's number, whose size is at most 6178 ln 10 / ln g. */
    private static final int ABOVE_ZERO = 1_000_000;

    private static final long EXACT_LIMIT = 1_000_000_000_000_000L;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
    };

    private static final MathContext TOLD = new MathContext(6, RoundingMode.HALF_EVEN);

    private LogBuckets() {}

    /** The key of the bucket of a number that was read; makes no object of one of up to 15 digits. */
    static int key(Operand operand) {
        long unscaled = operand.unscaled();
        boolean exact = operand.isCompact()
                && operand.scale() < POWERS.length
                && unscaled > -EXACT_LIMIT
                && unscaled < EXACT_LIMIT;
        if (!exact || unscaled == 0) {
            return key(operand.decimal());
        }
        // One division of two exact doubles is rounded as BigDecimal.doubleValue is.
        return key(unscaled > 0, StrictMath.log(Math.abs(unscaled) / POWERS[operand.scale()]));
    }

    /** The key of a number's bucket. */
    static int key(BigDecimal number) {
        return number.signum() == 0 ? 0 : key(number.signum() > 0, log(number.abs()));
    }

    private static int key(boolean positive, double log) {
        int bucket = ABOVE_ZERO + (int) StrictMath.ceil(log / LOG_RATIO);
        return positive ? bucket : -bucket;
    }

    /** Natural logarithm, of digits and exponent where a double does not hold the number. */
    private static double log(BigDecimal positive) {
        double value = positive.doubleValue();
        if (value >= Double.MIN_NORMAL && value <= Double.MAX_VALUE) {
            return StrictMath.log(value);
        }
        BigDecimal digits = positive.stripTrailingZeros();
        return StrictMath.log(digits.unscaledValue().doubleValue()) - digits.scale() * LOG_TEN;
    }

    /** The value a bucket stands for, to 6 digits. */
    static BigDecimal value(int key) {
        if (key == 0) {
            return BigDecimal.ZERO;
        }
        double tens = ((Math.abs(key) - ABOVE_ZERO) * LOG_RATIO + StrictMath.log(2 / (RATIO + 1))) / LOG_TEN;
        int exponent = (int) StrictMath.floor(tens);
        BigDecimal value = new BigDecimal(StrictMath.pow(10, tens - exponent), TOLD).scaleByPowerOfTen(exponent);
        return key > 0 ? value : value.negate();
    }
}
