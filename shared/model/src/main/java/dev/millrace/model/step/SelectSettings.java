package dev.millrace.model.step;

import dev.millrace.model.json.FieldPath;
import java.util.List;

/**
 * Settings of {@code select}.
 *
 * @param fields what is kept, at least one
 */
public record SelectSettings(List<FieldPath> fields) implements StepSettings {

    public SelectSettings {
        fields = List.copyOf(fields);
    }
}
