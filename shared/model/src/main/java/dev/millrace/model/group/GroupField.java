package dev.millrace.model.group;

import dev.millrace.model.expression.Expression;

/**
 * One of the values events are grouped by.
 *
 * @param name its field in the result, one name without dots
 * @param value what it is for an event; for {@code by: card} an expression that is nothing but the field
 */
public record GroupField(String name, Expression value) {}
