package dev.millrace.model.step;

import dev.millrace.model.expression.Expression;
import dev.millrace.model.json.FieldPath;
import java.util.List;

/**
 * Settings of {@code map}.
 *
 * @param assignments at least one; no field is, or lies in, another; each expression sees the event as it entered the step
 */
public record MapSettings(List<Assignment> assignments) implements StepSettings {

    public MapSettings {
        assignments = List.copyOf(assignments);
    }

    /** A field and what it is set to. */
    public record Assignment(FieldPath field, Expression value) {}
}
