package dev.millrace.aggregate.accumulator.quantile;

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

    private static final MathContext TOLD = new MathContext(6, RoundingMode.HALF_EVEN);

    private LogBuckets() {}

    /** The key of a number's bucket. */
    static int key(BigDecimal number) {
        if (number.signum() == 0) {
            return 0;
        }
        int bucket = ABOVE_ZERO + (int) StrictMath.ceil(log(number.abs()) / LOG_RATIO);
        return number.signum() > 0 ? bucket : -bucket;
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
