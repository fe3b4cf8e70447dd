package dev.millrace.model.reorder;

import dev.millrace.model.group.GroupField;
import dev.millrace.model.step.KeyedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@code reorder}.
 *
 * @param hold how long after the watermark has reached its time an event is held still, by the watermark; 0 to 366 days, both inclusive
 * @param by what is to be in order; empty for what one task reads, whatever it is
 * @param maxEvents how many events one task holds at most, inclusive
 * @param maxBytes how many bytes of held events one task keeps at most, inclusive
 */
public record ReorderSettings(Duration hold, List<GroupField> by, long maxEvents, long maxBytes)
        implements KeyedSettings {

    public ReorderSettings {
        by = List.copyOf(by);
    }

    @Override
    public boolean byPartition() {
        return by.isEmpty();
    }

    @Override
    public boolean byClock() {
        return false;
    }

    @Override
    public Optional<String> lateStream(String pipeline) {
        return Optional.of(pipeline + ".late");
    }

    @Override
    public boolean replacesResults() {
        return false;
    }

    @Override
    public Duration span() {
        return hold;
    }

    @Override
    public Duration lag() {
        return hold;
    }

    @Override
    public boolean passesChanges() {
        return true;
    }
}
