package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What one generation of a pipeline leaves to the next. Pure. */
final class Handover {

    /** The metadata of an offset before the first commit: format and number. */
    static final String FIRST = "1:0";

    private Handover() {}

    /**
     * The offsets a stage starts with, as far as the generation before knows them. Their metadata, which holds the number of commits and how
     * far time has come, goes on where the stage is the same kind of reader; elsewhere the counting begins anew.
     *
     * @param reached what the generation before has committed
     */
    static Map<TopicPartition, OffsetAndMetadata> offsets(
            Stage next, Plan before, Map<TopicPartition, OffsetAndMetadata> reached) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (StreamRef input : next.inputs()) {
            boolean goesOn = before.stages().stream().anyMatch(stage -> goesOn(stage, next, input));
            for (int partition = 0; partition < input.partitions(); partition++) {
                TopicPartition at = new TopicPartition(input.stream(), partition);
                OffsetAndMetadata offset = reached.get(at);
                if (offset != null) {
                    offsets.put(at, goesOn ? offset : new OffsetAndMetadata(offset.offset(), FIRST));
                }
            }
        }
        return offsets;
    }

    /** Whether a stage's state says where it stands, whatever the group says or has forgotten. */
    static boolean hasState(Stage next, Plan before) {
        return next.keyed() != null
                && before.stages().stream().anyMatch(stage -> stage.keyed() != null && isSameKind(stage, next));
    }

    /** What a stage without state knows of time stands in its offsets, and fits only where as many tasks write its input as before. */
    private static boolean goesOn(Stage before, Stage next, StreamRef input) {
        return isSameKind(before, next)
                && before.inputs().stream()
                        .filter(old -> old.topicId().equals(input.topicId()))
                        .anyMatch(old -> next.keyed() != null || old.writers() == input.writers());
    }

    private static boolean isSameKind(Stage one, Stage other) {
        if (one.keyed() == null || other.keyed() == null) {
            return one.keyed() == other.keyed();
        }
        return one.keyed().stateLog().topicId().equals(other.keyed().stateLog().topicId());
    }

    /** The internal topics that no plan after this one has. */
    static List<String> obsolete(Plan before, Plan next) {
        List<String> topics = new ArrayList<>(InternalTopics.of(before).keySet());
        if (next != null) {
            topics.removeAll(InternalTopics.of(next).keySet());
        }
        return topics;
    }

    /**
     * Which tasks end with a plan: for every topic whose writing tasks say how far time has come, those that nobody will hear of again, so
     * that nobody waits for them.
     *
     * @param before the plan that ends
     * @param others the plans that go on, the next one of the same pipeline among them
     */
    static Map<StreamRef, List<Entry>> ended(Plan before, List<Plan> others) {
        Map<StreamRef, List<Entry>> ended = new LinkedHashMap<>();
        for (Stage stage : before.stages()) {
            List<Entry> entries = new ArrayList<>();
            for (int task = goingOn(stage.output(), others);
                    task < stage.output().writers();
                    task++) {
                entries.add(new Entry(task, Status.END, Long.MIN_VALUE));
            }
            if (!entries.isEmpty()) {
                ended.put(stage.output(), entries);
            }
        }
        return ended;
    }

    private static int goingOn(StreamRef output, List<Plan> plans) {
        return plans.stream()
                .flatMap(plan -> plan.stages().stream())
                .flatMap(stage -> Stream.of(stage.output()))
                .filter(other -> other.topicId().equals(output.topicId()))
                .mapToInt(StreamRef::writers)
                .max()
                .orElse(0);
    }
}
