package dev.millrace.engine.plan;

import dev.millrace.model.json.FieldPath;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.DropSettings;
import dev.millrace.model.step.MapSettings;
import dev.millrace.model.step.RenameSettings;
import dev.millrace.model.step.SelectSettings;
import dev.millrace.model.step.Step;
import dev.millrace.model.step.StepDeclaration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether events of one group stand in one partition already, so that a stateful step can work on the source as it is: then its group
 * contains the stream's key, and nothing in front of the step has touched the key's fields; or each partition is a group by itself. Pure.
 */
final class KeyKeeping {

    private KeyKeeping() {}

    /** Whether the step can read these streams without a repartition topic between. */
    static boolean isDirect(List<StreamRef> from, List<Step> before, Step stateful) {
        if (from.size() == 1 && StatefulSteps.isByPartition(stateful)) {
            return true;
        } else if (from.size() != 1 || from.get(0).key() == null || StatefulSteps.spreads(stateful)) {
            return false;
        }
        List<FieldPath> key = from.get(0).key().fields();
        return StatefulSteps.groupFields(stateful).containsAll(key)
                && before.stream().allMatch(step -> key.stream().allMatch(field -> keeps(step, field)));
    }

    private static boolean keeps(Step step, FieldPath field) {
        if (step.settings() instanceof SelectSettings select) {
            return select.fields().stream().anyMatch(field::isIn);
        }
        if (step.declaration().fields() == StepDeclaration.Fields.KEEPS) {
            return !step.declaration().changesKey();
        }
        Stream<FieldPath> touched;
        if (step.settings() instanceof MapSettings map) {
            touched = map.assignments().stream().map(MapSettings.Assignment::field);
        } else if (step.settings() instanceof DropSettings drop) {
            touched = drop.fields().stream();
        } else if (step.settings() instanceof RenameSettings rename) {
            touched = rename.renamings().stream().flatMap(each -> Stream.of(each.from(), each.to()));
        } else {
            // A step nobody has thought of here may do anything: one hop more is slow, a wrong group is wrong.
            return false;
        }
        return touched.noneMatch(other -> other.isIn(field) || field.isIn(other));
    }
}
