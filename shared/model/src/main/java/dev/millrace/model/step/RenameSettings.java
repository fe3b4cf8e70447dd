package dev.millrace.model.step;

import dev.millrace.model.json.FieldPath;
import java.util.List;

/**
 * Settings of {@code rename}.
 *
 * @param renamings at least one; no field of them all is, or lies in, another, unless two swap their names
 */
public record RenameSettings(List<Renaming> renamings) implements StepSettings {

    public RenameSettings {
        renamings = List.copyOf(renamings);
    }

    /** A field and its new path. */
    public record Renaming(FieldPath from, FieldPath to) {}
}
