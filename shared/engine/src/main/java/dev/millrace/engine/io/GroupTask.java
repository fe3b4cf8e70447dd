package dev.millrace.engine.io;

import dev.millrace.model.group.NamedGroup;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.KeyedSettings;
import org.apache.kafka.common.utils.Utils;

/** Finds the task that a group is in: the one to which all who write the stage's input spread its events. Stateless; any thread. */
public final class GroupTask {

    private GroupTask() {}

    /** The number of the task of a stage with state. */
    public static int of(Stage stage, NamedGroup group) {
        StreamRef input = stage.inputs().get(0);
        if (stage.statefulStep().orElseThrow().settings(KeyedSettings.class).byPartition()) {
            return stage.task(input.stream(), group.partition());
        }
        // Before a repartition topic events get their group's key; otherwise the stream's key is among the group's
        // fields.
        byte[] key = input.key() == null ? group.key() : input.key().read(group.document());
        return stage.task(input.stream(), Utils.toPositive(Utils.murmur2(key)) % input.partitions());
    }
}
