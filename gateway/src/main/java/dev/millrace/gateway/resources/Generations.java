package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.StartAt;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredPipeline.Goal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings pipelines from one generation to the next, and to their end. Everything it does can be done again, and what it has to do is
 * written in the catalog before: a writer that is killed anywhere leaves work, not damage. Blocks; the writer's thread only.
 */
final class Generations {

    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    /** How often a worker may join late; each waits until it has left. */
    private static final int END_ROUNDS = 5;

    private final CatalogTopic store;
    private final TopicKeeper topics;
    private final GroupKeeper groups;
    private final PipelineStates states;
    private final MarkerWriter markers;

    Generations(Platform platform, CatalogTopic store, TopicKeeper topics, PipelineStates states) {
        this.store = store;
        this.topics = topics;
        this.groups = new GroupKeeper(platform);
        this.states = states;
        this.markers = new MarkerWriter(platform);
    }

    /** Commits where a new pipeline's stages start. */
    void begin(PipelineResource pipeline, Plan plan) {
        for (Stage stage : plan.stages()) {
            groups.start(stage, start(pipeline.spec().start()), Map.of());
        }
    }

    private static GroupKeeper.Start start(StartAt start) {
        return switch (start.kind()) {
            case EARLIEST -> GroupKeeper.Start.earliest();
            case LATEST -> GroupKeeper.Start.latest();
            case TIME -> GroupKeeper.Start.at(start.time());
        };
    }

    /** Brings every pipeline that is between two states to the one it is going to. */
    void finishAll() {
        for (StoredPipeline pipeline : List.copyOf(store.catalog().pipelines().values())) {
            switch (pipeline.goal()) {
                case CHANGING -> change(pipeline);
                case DELETING -> remove(pipeline);
                default -> {}
            }
        }
    }

    /**
     * Removes groups and internal topics that no plan has: a writer was killed before it could, or before it had stored the plan. What cannot be
     * removed now does no harm; the next writer tries again.
     */
    void removeLeftovers() {
        try {
            removeWhatNoPlanHas();
        } catch (KafkaException e) {
            log.warn("what no plan has could not be removed: {}", e.toString());
        }
    }

    private void removeWhatNoPlanHas() {
        Set<String> stages = new HashSet<>();
        Set<String> leftovers = new HashSet<>(topics.internal());
        plans().forEach(plan -> {
            plan.stages().forEach(stage -> stages.add(stage.id()));
            leftovers.removeAll(InternalTopics.of(plan).keySet());
        });
        groups.deleteAllBut(stages);
        for (String topic : leftovers) {
            log.info("removing the topic {}, which no plan has", topic);
            topics.delete(topic);
        }
    }

    private Stream<Plan> plans() {
        return store.catalog().pipelines().values().stream()
                .flatMap(pipeline -> pipeline.next() == null
                        ? Stream.of(pipeline.plan())
                        : Stream.of(pipeline.plan(), pipeline.next()));
    }

    /** The next generation goes on from the offsets the last one committed, unless it begins anew. */
    private void change(StoredPipeline pipeline) {
        Plan before = pipeline.plan();
        Plan next = pipeline.next();
        untilGone(before, reached -> hand(pipeline, reached));
        endTasks(pipeline, next);
        states.carryOver(pipeline);
        store.write(new CatalogTopic.Batch().put(StoredPipeline.running(pipeline.resource(), next)));
        Handover.obsolete(before, next).forEach(topics::delete);
        log.info("pipeline {} goes on as generation {}", pipeline.name(), next.generation());
    }

    /**
     * Ends a plan's groups. A worker that is slow to hear of it may join between the look and the delete, and work: then what was made of the
     * offsets is made again.
     *
     * @param onReached given the offsets as they are before the groups are deleted
     */
    private void untilGone(Plan plan, Consumer<Map<TopicPartition, OffsetAndMetadata>> onReached) {
        List<Stage> left = new ArrayList<>(plan.stages());
        for (int round = 0; !left.isEmpty(); round++) {
            if (round == END_ROUNDS) {
                throw new KafkaException("workers of " + left.get(0).id() + " join again and again");
            }
            Map<TopicPartition, OffsetAndMetadata> reached = new LinkedHashMap<>();
            for (Stage stage : left) {
                reached.putAll(groups.end(stage));
            }
            onReached.accept(reached);
            left.removeIf(groups::delete);
        }
    }

    /** Where a group of the generation before is gone, what was made of its offsets stands in the next one's already. */
    private void hand(StoredPipeline pipeline, Map<TopicPartition, OffsetAndMetadata> reached) {
        Plan before = pipeline.plan();
        for (Stage stage : pipeline.next().stages()) {
            if (pipeline.anew() != null) {
                groups.start(stage, start(pipeline.anew()), Map.of());
                continue;
            }
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(groups.offsets(stage));
            known.putAll(Handover.offsets(stage, before, reached));
            if (Handover.hasState(stage, before)) {
                groups.goOn(stage, known);
            } else {
                groups.start(stage, start(pipeline.resource().spec().start()), known);
            }
        }
    }

    private void remove(StoredPipeline pipeline) {
        Plan plan = pipeline.plan();
        untilGone(plan, reached -> log.debug("{} stopped at {}", pipeline.name(), reached));
        endTasks(pipeline, null);
        Handover.obsolete(plan, null).forEach(topics::delete);
        states.forget(pipeline.name());
        store.write(new CatalogTopic.Batch().deletePipeline(pipeline.name()));
    }

    /** Says, after the workers are gone, of which tasks nothing will be heard any more; where the topic itself goes, there is nobody to tell. */
    private void endTasks(StoredPipeline pipeline, Plan next) {
        List<Plan> others = new ArrayList<>();
        for (StoredPipeline other : store.catalog().pipelines().values()) {
            if (!other.name().equals(pipeline.name()) && other.goal() != Goal.DELETING) {
                others.add(other.current());
            }
        }
        if (next != null) {
            others.add(next);
        }
        List<String> going = Handover.obsolete(pipeline.plan(), next);
        Handover.ended(pipeline.plan(), others).forEach((output, entries) -> {
            if (!going.contains(output.stream()) && isThere(output)) {
                Map<String, Integer> partitions = new HashMap<>();
                partitions.put(output.stream(), output.partitions());
                markers.writeToAll(partitions, new WatermarkMarker(entries));
            }
        });
    }

    private boolean isThere(StreamRef stream) {
        return topics.describe(stream.stream())
                .filter(topic -> topic.topicId().toString().equals(stream.topicId()))
                .isPresent();
    }
}
