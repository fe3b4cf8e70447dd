package dev.millrace.model.aggregate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be computed over the events of a window. Immutable; any thread. */
public enum AggregateFunction {
    /** How many events, or how many in which the argument is there and not null. */
    COUNT("count", Signature.of("count(x)", Operands.ANY).optional()),
    /** How many events for which a condition is true. */
    COUNT_IF("countIf", Signature.of("countIf(x > 1)", Operands.CONDITION)),
    /** The exact sum. */
    SUM("sum", Signature.of("sum(x)", Operands.NUMBERS)),
    /** The exact sum divided by the count, HALF_EVEN to 17 digits. */
    AVG("avg", Signature.of("avg(x)", Operands.NUMBERS)),
    /** The least number or text. */
    MIN("min", Signature.of("min(x)", Operands.ORDERED)),
    /** The greatest number or text. */
    MAX("max", Signature.of("max(x)", Operands.ORDERED)),
    /** The value of the first argument in the event with the least second one; ties: the earliest, then the first that arrived. */
    MIN_BY("minBy", Signature.of("minBy(what, by)", Operands.ANY, Operands.ORDERED)),
    /** The value of the first argument in the event with the greatest second one; ties: the earliest, then the first that arrived. */
    MAX_BY("maxBy", Signature.of("maxBy(what, by)", Operands.ANY, Operands.ORDERED)),
    /** The value of the earliest event; among equal times the first that arrived. */
    FIRST("first", Signature.of("first(x)", Operands.ANY)),
    /** The value of the latest event; among equal times the last that arrived. */
    LAST("last", Signature.of("last(x)", Operands.ANY)),
    /** How many different values, exactly up to a limit or approximately. */
    COUNT_DISTINCT(
            "countDistinct", Signature.of("countDistinct(x)", Operands.SCALAR).optional(Literal.DISTINCT)),
    /** The sample variance, HALF_EVEN to 17 digits. */
    VARIANCE("variance", Signature.of("variance(x)", Operands.NUMBERS)),
    /** The square root of the sample variance, HALF_EVEN to 17 digits. */
    STDDEV("stddev", Signature.of("stddev(x)", Operands.NUMBERS)),
    /** Pearson's correlation of two numbers, HALF_EVEN to 17 digits. */
    CORRELATION("correlation", Signature.of("correlation(x, y)", Operands.NUMBERS, Operands.NUMBERS)),
    /** The value in the middle; as {@link #PERCENTILE} of 0.5. */
    MEDIAN("median", Signature.of("median(x)", Operands.NUMBERS)),
    /** The value below which a part of the values lies: exact for up to 256 different values, then to 1 %. */
    PERCENTILE(
            "percentile", Signature.of("percentile(x, 0.99)", Operands.NUMBERS).required(Literal.FRACTION)),
    /** The most frequent values. */
    TOP_K(
            "topK",
            Signature.of("topK(x, 10)", Operands.SCALAR).required(Literal.RANKS).optional(Literal.DISTINCT)),
    /** The least frequent values. */
    BOTTOM_K(
            "bottomK",
            Signature.of("bottomK(x, 10)", Operands.SCALAR)
                    .required(Literal.RANKS)
                    .optional(Literal.LIMIT)),
    /** The values of the earliest events, in event-time order. */
    COLLECT("collect", Signature.of("collect(x, 100)", Operands.ANY).optional(Literal.ITEMS)),
    /** The different values, sorted. */
    COLLECT_SET("collectSet", Signature.of("collectSet(x)", Operands.SCALAR).optional(Literal.LIMIT)),
    /** How many values lie between bounds. */
    HISTOGRAM(
            "histogram",
            Signature.of("histogram(x, [10, 100])", Operands.NUMBERS).required(Literal.BOUNDS)),
    /** The latest value less the earliest. */
    DELTA("delta", Signature.of("delta(x)", Operands.NUMBERS)),
    /** The latest value less the earliest, for each second between them. */
    RATE("rate", Signature.of("rate(x)", Operands.NUMBERS)),
    /** The mean weighted by age: half for each half-life before the latest value. */
    EWMA("ewma", Signature.of("ewma(x, \"1m\")", Operands.NUMBERS).required(Literal.HALF_LIFE));

    private final String spelling;
    private final Signature signature;

    AggregateFunction(String spelling, Signature signature) {
        this.spelling = spelling;
        this.signature = signature;
    }

    /** As users write it: {@code countIf}. */
    public String spelling() {
        return spelling;
    }

    /** Which arguments it takes. */
    Signature signature() {
        return signature;
    }

    /** The function of that spelling. */
    public static Optional<AggregateFunction> of(String spelling) {
        return Arrays.stream(values())
                .filter(function -> function.spelling.equals(spelling))
                .findFirst();
    }

    /** All spellings, in the order of the documentation. */
    public static List<String> spellings() {
        return Arrays.stream(values()).map(AggregateFunction::spelling).toList();
    }
}
