package dev.millrace.model.step;

import dev.millrace.model.json.FieldPath;
import java.util.List;

/**
 * Settings of {@code drop}.
 *
 * @param fields what is removed, at least one; none is, or lies in, another
 */
public record DropSettings(List<FieldPath> fields) implements StepSettings {

    public DropSettings {
        fields = List.copyOf(fields);
    }
}
