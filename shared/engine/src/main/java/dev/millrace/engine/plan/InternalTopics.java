package dev.millrace.engine.plan;

import dev.millrace.model.plan.KeyedPart;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The topics a plan has for itself: between its stages, and for its state. They belong to the stateful step whose name they bear, and go
 * with its state from one generation to the next. Pure.
 */
public final class InternalTopics {

    private static final String REPARTITION = "_repartition";
    private static final String STATE = "_state";
    private static final Pattern NAME =
            Pattern.compile("millrace\\.[a-z0-9.-]+_[a-z0-9-]+_[0-9]+(" + REPARTITION + "|" + STATE + ")");

    private InternalTopics() {}

    static String repartition(String stageId) {
        return stageId + REPARTITION;
    }

    static String state(String stageId) {
        return stageId + STATE;
    }

    /** Whether a topic of that name is one of these; no stream's is. */
    public static boolean isInternal(String topic) {
        return NAME.matcher(topic).matches();
    }

    /** Whether a topic that is one of these is a changelog, else it lies between two stages. */
    public static boolean isState(String topic) {
        return topic.endsWith(STATE);
    }

    /** Whether a stage's input is a topic between two stages. */
    static boolean isRepartition(Stage stage, StreamRef input) {
        return stage.keyed() != null && isInternal(input.stream());
    }

    /** The internal topics of a plan by name, in the order events pass them. */
    public static Map<String, StreamRef> of(Plan plan) {
        Map<String, StreamRef> topics = new LinkedHashMap<>();
        for (Stage stage : plan.stages()) {
            if (stage.keyed() != null) {
                topics.put(stage.keyed().stateLog().stream(), stage.keyed().stateLog());
            }
            if (stage.rekey() != null) {
                topics.put(stage.output().stream(), stage.output());
            }
        }
        return topics;
    }

    /** The plan with the ids of its internal topics, for those that are named. */
    public static Plan withIds(Plan plan, Map<String, String> ids) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            KeyedPart keyed = stage.keyed();
            stages.add(new Stage(
                    stage.id(),
                    stage.home(),
                    stage.inputs().stream().map(input -> withId(input, ids)).toList(),
                    stage.steps(),
                    keyed == null
                            ? null
                            : new KeyedPart(keyed.step(), withId(keyed.stateLog(), ids), keyed.late(), keyed.time()),
                    stage.rekey(),
                    withId(stage.output(), ids),
                    stage.deadLetter(),
                    stage.delivery(),
                    stage.commitIntervalMillis()));
        }
        return new Plan(plan.pipeline(), plan.generation(), stages);
    }

    private static StreamRef withId(StreamRef ref, Map<String, String> ids) {
        String id = ids.get(ref.stream());
        return id == null ? ref : ref.withTopicId(id);
    }
}
