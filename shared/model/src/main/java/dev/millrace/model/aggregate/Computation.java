package dev.millrace.model.aggregate;

import dev.millrace.model.expression.Expression;

/**
 * One computed value.
 *
 * @param name its field in the result, one name without dots
 * @param function what is computed
 * @param argument of what; null for {@code count()}
 */
public record Computation(String name, AggregateFunction function, Expression argument) {}
