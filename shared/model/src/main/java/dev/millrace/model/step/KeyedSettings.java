package dev.millrace.model.step;

import dev.millrace.model.group.GroupField;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a step that keeps state: what planning and running must know of it, whatever it does. Immutable records; any thread. */
public interface KeyedSettings extends StepSettings {

    /** What events are grouped by; empty for one group of everything. All events of a group come to one task, under the group's key. */
    List<GroupField> by();

    /**
     * Whether what one task reads is one group, instead of all there is: events then need not be spread anew, and keep their key where they pass
     * a topic in between. {@link #by} is empty then.
     */
    default boolean byPartition() {
        return false;
    }

    /** Whether events pass a topic in between, spread by their groups, also where the groups lie together already. */
    default boolean spreads() {
        return false;
    }

    /** Whether the step's time is the wall clock instead of the events'. */
    boolean byClock();

    /** The stream late events go to; empty where none can be late. */
    Optional<String> lateStream(String pipeline);

    /** Whether a result may be told again without the one before being taken back. */
    boolean replacesResults();

    /**
     * The longest stretch of event time that the step holds together, at least in part; zero where it holds none. Inputs that run ahead of others
     * by much more than this only fill memory.
     */
    Duration span();

    /**
     * How far behind the watermark the event time of a result may lie that is still to come, though nothing came late; what is told downstream
     * of time stays so far behind. Zero where a result's time is not before its timer's by more than a millisecond.
     */
    default Duration lag() {
        return Duration.ZERO;
    }

    /**
     * Whether updates and retractions pass the step as they came: what is behind it must be able to take them then, and the step itself need
     * not.
     */
    default boolean passesChanges() {
        return false;
    }
}
