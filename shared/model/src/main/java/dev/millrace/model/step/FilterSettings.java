package dev.millrace.model.step;

import dev.millrace.model.expression.Expression;

/**
 * Settings of {@code filter}.
 *
 * @param condition what must be true for an event to pass
 */
public record FilterSettings(Expression condition) implements StepSettings {}
