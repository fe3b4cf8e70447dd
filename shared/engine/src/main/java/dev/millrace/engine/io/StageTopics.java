package dev.millrace.engine.io;

import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.TopicDescription;

/** The topics a stage reads and writes, which must be those its plan was made for. Stateless; any thread. */
public final class StageTopics {

    private StageTopics() {}

    /** All of them, inputs first. */
    public static List<StreamRef> of(Stage stage) {
        List<StreamRef> topics = new ArrayList<>(stage.inputs());
        topics.add(stage.output());
        topics.add(stage.deadLetter());
        if (stage.keyed() != null) {
            topics.add(stage.keyed().stateLog());
            if (stage.keyed().late() != null) {
                topics.add(stage.keyed().late());
            }
        }
        return topics;
    }

    /**
     * What is wrong with a topic, as a sentence.
     *
     * @param found what Kafka says of the topic of that name now; null when there is none
     */
    public static Optional<String> mistake(StreamRef planned, TopicDescription found) {
        if (found == null) {
            return Optional.of("the topic " + planned.stream() + " does not exist any more");
        }
        if (!found.topicId().toString().equals(planned.topicId())) {
            return Optional.of(
                    "the topic " + planned.stream() + " was deleted and created again since the pipeline was applied");
        }
        if (found.partitions().size() != planned.partitions()) {
            return Optional.of("the topic " + planned.stream() + " has "
                    + found.partitions().size() + " partitions, the plan was made for " + planned.partitions());
        }
        return Optional.empty();
    }
}
