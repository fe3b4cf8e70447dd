package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.PlannedStreams;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Streams and pipelines as they would be after a change: what is in the catalog, replaced by what is declared. Filled while a change is read,
 * then only asked; one thread.
 */
final class TargetState {

    private final Catalog catalog;
    private final Map<String, StreamResource> streams = new HashMap<>();
    private final Map<String, PipelineResource> pipelines = new TreeMap<>();
    private final Map<String, String> topicIds = new HashMap<>();

    TargetState(Catalog catalog) {
        this.catalog = catalog;
        catalog.streams().forEach((name, stored) -> {
            streams.put(name, stored.resource());
            topicIds.put(name, stored.ref().topicId());
        });
        catalog.pipelines().forEach((name, stored) -> pipelines.put(name, stored.resource()));
    }

    void put(StreamResource stream) {
        streams.put(stream.name(), stream);
    }

    void put(PipelineResource pipeline) {
        pipelines.put(pipeline.name(), pipeline);
    }

    /** Notes that a stream's topic exists now. */
    void topicId(String stream, String id) {
        topicIds.put(stream, id);
    }

    Map<String, PipelineResource> pipelines() {
        return pipelines;
    }

    Set<String> streams() {
        return streams.keySet();
    }

    /** The stream of that name, or null. */
    StreamResource stream(String name) {
        return streams.get(name);
    }

    /** The stream as anybody may write it, its topic id empty where there is no topic yet; null if there is none. */
    StreamRef ref(String name) {
        StreamResource stream = streams.get(name);
        return stream == null ? null : StreamRefs.of(stream, topicIds.getOrDefault(name, StreamRefs.NO_TOPIC));
    }

    /** The pipelines that read a stream, by name. */
    List<String> readers(String stream) {
        return pipelines.values().stream()
                .filter(pipeline -> pipeline.spec().from().contains(stream))
                .map(PipelineResource::name)
                .toList();
    }

    /** The pipelines whose results go to a stream, by name. */
    List<String> writers(String stream) {
        return pipelines.values().stream()
                .filter(pipeline -> pipeline.spec().to().equals(stream))
                .map(PipelineResource::name)
                .toList();
    }

    /**
     * The pipeline that writes a stream alone, so that its markers say how far time has come there; empty where the stream itself says how time
     * comes on, or anything else goes there, too.
     */
    Optional<PipelineResource> onlyWriter(String stream) {
        List<String> writers = writers(stream);
        if (writers.size() != 1
                || StreamRefs.saysTime(streams.get(stream))
                || !sideWriters(stream).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(pipelines.get(writers.get(0)));
    }

    /** The pipelines whose late events or dead letters go to a stream, by name. */
    List<String> sideWriters(String stream) {
        return pipelines.values().stream()
                .filter(pipeline -> pipeline.spec().deadLetters().equals(stream)
                        || Planner.lateStreams(pipeline).contains(stream))
                .map(PipelineResource::name)
                .toList();
    }

    /** The streams as a pipeline's plan has them. */
    PlannedStreams seenBy(PipelineResource pipeline) {
        return new PlannedStreams() {
            @Override
            public StreamRef ref(String name) {
                return TargetState.this
                        .ref(name)
                        .writtenBy(onlyWriter(name)
                                .map(writer -> lastTasks(writer))
                                .orElse(0));
            }

            @Override
            public boolean isWrittenAlone(String name) {
                return onlyWriter(name)
                        .filter(writer -> writer.name().equals(pipeline.name()))
                        .isPresent();
            }
        };
    }

    /** How many tasks write a pipeline's results. Who writes its inputs has no influence on that, so there is no circle in asking. */
    private int lastTasks(PipelineResource pipeline) {
        StoredPipeline stored = catalog.pipelines().get(pipeline.name());
        Plan plan;
        if (stored != null && stored.resource() == pipeline) {
            plan = stored.current();
        } else {
            try {
                plan = Planner.plan(pipeline, 1, this::ref, null);
            } catch (StateLostException e) {
                throw new IllegalStateException("nothing was to be kept", e);
            }
        }
        return plan.stages().get(plan.stages().size() - 1).tasks();
    }

    /** Whether what a pipeline writes comes back to what it reads through other pipelines. */
    boolean isCircular(PipelineResource pipeline) {
        return !pipeline.spec().from().contains(pipeline.spec().to())
                && reaches(pipeline.spec().to(), pipeline.spec().from(), new HashSet<>());
    }

    private boolean reaches(String stream, List<String> goals, Set<String> seen) {
        if (goals.contains(stream)) {
            return true;
        }
        if (!seen.add(stream)) {
            return false;
        }
        return pipelines.values().stream()
                .filter(pipeline -> pipeline.spec().from().contains(stream))
                .anyMatch(pipeline -> reaches(pipeline.spec().to(), goals, seen));
    }

    /** The catalog that was there before. */
    Catalog before() {
        return catalog;
    }

    /** The stream as it was, if it was there. */
    Optional<StoredStream> stored(String stream) {
        return Optional.ofNullable(catalog.streams().get(stream));
    }
}
