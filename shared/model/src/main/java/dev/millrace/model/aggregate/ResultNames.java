package dev.millrace.model.aggregate;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names of a result's fields, each given once. One step, one thread. */
public final class ResultNames {

    private static final Set<String> OWN =
            Set.of(AggregateSettings.WINDOW_START, AggregateSettings.WINDOW_END, AggregateSettings.PANE);

    private final Set<String> groups = new HashSet<>();
    private final Set<String> own = new HashSet<>(OWN);

    /** @param more what every result has besides a window and its pane */
    public ResultNames(String... more) {
        own.addAll(List.of(more));
    }

    /** What is wrong with a group's name; takes it when nothing is. */
    public Optional<String> group(String name) {
        Optional<String> mistake = mistake(name);
        if (mistake.isEmpty() && !groups.add(name)) {
            return Optional.of("\"" + name + "\" is named twice in by");
        }
        return mistake;
    }

    /** What is wrong with a computed value's name; that none stands twice is YAML's rule. */
    public Optional<String> computed(String name) {
        if (groups.contains(name)) {
            return Optional.of(
                    "\"" + name + "\" is a field the events are grouped by: give the computed value another name");
        }
        return mistake(name);
    }

    private Optional<String> mistake(String name) {
        if (own.contains(name)) {
            return Optional.of("every result has a field \"" + name + "\" of its own: choose another name");
        } else if (name.isBlank() || name.contains(".")) {
            return Optional.of("\"" + name + "\" is not a name for a field of the result: expected one without dots");
        }
        return Optional.empty();
    }
}
