package dev.millrace.model.dedupe;

import dev.millrace.model.group.GroupField;
import dev.millrace.model.step.KeyedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@code dedupe}.
 *
 * @param id what makes two events the same, at least one value
 * @param within how far apart in event time two events with one id are both told, inclusive; 1 ms to 366 days, both inclusive
 * @param maxKeys how many ids one task remembers at most, inclusive
 */
public record DedupeSettings(List<GroupField> id, Duration within, long maxKeys) implements KeyedSettings {

    public DedupeSettings {
        id = List.copyOf(id);
    }

    @Override
    public List<GroupField> by() {
        return id;
    }

    @Override
    public boolean byClock() {
        return false;
    }

    /** An id that is not remembered any more makes no event late: it passes. */
    @Override
    public Optional<String> lateStream(String pipeline) {
        return Optional.empty();
    }

    @Override
    public boolean replacesResults() {
        return false;
    }

    /** Nothing waits here. */
    @Override
    public Duration span() {
        return Duration.ZERO;
    }

    @Override
    public boolean passesChanges() {
        return true;
    }
}
