package dev.millrace.aggregate.accumulator.moment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Quotients of exact sums, rounded to 17 digits, HALF_EVEN, as a mean is. Stateless; any thread. */
public final class Ratio {

    private static final MathContext TOLD = new MathContext(17, RoundingMode.HALF_EVEN);
    /** So many digits more than told that what is rounded twice is as if rounded once, but for ties nobody meets. */
    private static final MathContext WORKING = new MathContext(60, RoundingMode.HALF_EVEN);

    private Ratio() {}

    /** The quotient; the divisor is not 0. */
    public static BigDecimal of(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, TOLD);
    }

    /** The square root of the quotient, which is not negative; the divisor is more than 0. */
    static BigDecimal root(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, WORKING).sqrt(TOLD);
    }

    /** The quotient of a number and the square root of a product of two others, which are more than 0. */
    static BigDecimal overRoot(BigDecimal dividend, BigDecimal a, BigDecimal b) {
        return dividend.divide(a.multiply(b).round(WORKING).sqrt(WORKING), TOLD);
    }

    /** n Σxy - Σx Σy, which is n times the sum of the products of x and y less their means. */
    static BigDecimal deviations(BigDecimal n, BigDecimal sumX, BigDecimal sumY, BigDecimal sumXY) {
        return n.multiply(sumXY).subtract(sumX.multiply(sumY));
    }
}
