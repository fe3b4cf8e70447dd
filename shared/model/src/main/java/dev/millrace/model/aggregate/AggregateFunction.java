package dev.millrace.model.aggregate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be computed over the events of a window. Immutable; any thread. */
public enum AggregateFunction {
    /** How many events, or how many in which the argument is there and not null. */
    COUNT("count"),
    /** How many events for which a condition is true. */
    COUNT_IF("countIf"),
    /** The exact sum. */
    SUM("sum"),
    /** The exact sum divided by the count, HALF_EVEN to 17 digits. */
    AVG("avg"),
    /** The least number or text. */
    MIN("min"),
    /** The greatest number or text. */
    MAX("max"),
    /** The value of the earliest event; among equal times the first that arrived. */
    FIRST("first"),
    /** The value of the latest event; among equal times the last that arrived. */
    LAST("last");

    /** Functions that are described but not built yet. */
    static final Set<String> UNBUILT = Set.of(
            "minBy",
            "maxBy",
            "countDistinct",
            "percentile",
            "topK",
            "variance",
            "stddev",
            "median",
            "bottomK",
            "collect",
            "collectSet",
            "histogram",
            "rate",
            "delta",
            "ewma",
            "correlation");

    private final String spelling;

    AggregateFunction(String spelling) {
        this.spelling = spelling;
    }

    /** As users write it: {@code countIf}. */
    public String spelling() {
        return spelling;
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

    /** Whether values of a CEL type can be computed with, as far as is known before evaluation. */
    boolean takes(String type) {
        return switch (this) {
            case COUNT, FIRST, LAST -> true;
            case COUNT_IF -> Set.of("bool", "dyn").contains(type);
            case SUM, AVG -> Set.of("int", "uint", "double", "dyn", "null_type").contains(type);
            case MIN, MAX ->
                Set.of("int", "uint", "double", "string", "dyn", "null_type").contains(type);
        };
    }

    /** What its argument has to be, for sentences. */
    String needs() {
        return switch (this) {
            case COUNT, FIRST, LAST -> "an expression";
            case COUNT_IF -> "a condition that is true or false";
            case SUM, AVG -> "numbers";
            case MIN, MAX -> "numbers or texts";
        };
    }
}
