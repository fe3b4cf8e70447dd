package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.Explanation;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StartAt;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.PipelineStatus;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredPipeline.Goal;
import dev.millrace.platform.resources.StoredStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies and deletes resources: the one writer of {@code millrace.resources}. Every change is written down before it is carried out, so that
 * the next writer finishes what this one began. Blocks; one thread.
 */
final class ResourceWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ResourceWriter.class);

    private final TopicKeeper topics;
    private final GroupKeeper groups;
    private final CatalogTopic store;
    private final StatusLog statuses;

    /** Takes over from whoever wrote before and finishes what was begun. */
    ResourceWriter(Platform platform, StatusLog statuses) {
        this.statuses = statuses;
        topics = new TopicKeeper(platform);
        groups = new GroupKeeper(platform);
        store = new CatalogTopic(platform);
        finishAll();
    }

    WriteAnswer handle(WriteRequest request) {
        try {
            return request.isDelete() ? delete(request) : apply(request);
        } catch (ProblemException e) {
            return WriteAnswer.of(e.problem());
        }
    }

    private WriteAnswer apply(WriteRequest request) {
        ResourceFile file = ResourceReader.read(request.text());
        if (!file.isValid()) {
            return WriteAnswer.of(ProblemDetails.invalid(count(file.problems().size()), file.problems()));
        }
        checkSingle(request, file);
        Changes changes = new Changes(store.catalog(), file.resources());
        if (!changes.problems().isEmpty()) {
            return WriteAnswer.of(
                    ProblemDetails.invalid(count(changes.problems().size()), changes.problems()));
        }
        if (!changes.conflicts().isEmpty()) {
            return WriteAnswer.of(ProblemDetails.conflict(String.join("; ", changes.conflicts())));
        }
        Map<String, Object> answer = answer(changes, request.dryRun());
        boolean created = changes.actions().containsValue(Changes.Action.CREATED);
        if (!request.dryRun()) {
            carryOut(changes);
        }
        return new WriteAnswer(created && !request.kind().isEmpty() && !request.dryRun() ? 201 : 200, answer);
    }

    private static String count(int problems) {
        return problems == 1 ? "there is one problem" : "there are " + problems + " problems";
    }

    /** A PUT names its resource in the path; document and path must agree, and so must the ETag. */
    private void checkSingle(WriteRequest request, ResourceFile file) {
        if (request.kind().isEmpty()) {
            return;
        }
        Resource resource = file.resources().get(0);
        if (file.resources().size() > 1) {
            throw new ProblemException(
                    ProblemDetails.invalid("this route takes one document; POST /v1/apply takes several", List.of()));
        }
        if (!resource.kind().equals(request.kind())) {
            throw new ProblemException(ProblemDetails.invalid(
                    "the path is of a " + request.kind(),
                    List.of(resource.problem("/kind", "the document declares a " + resource.kind(), null))));
        }
        if (!resource.name().equals(request.name())) {
            throw new ProblemException(ProblemDetails.invalid(
                    "path and document disagree",
                    List.of(resource.problem("/metadata/name", "the path names \"" + request.name() + "\"", null))));
        }
        checkTag(request);
    }

    private void checkTag(WriteRequest request) {
        request.expectedTag().ifPresent(expected -> {
            Resource stored = find(request.kind(), request.name());
            if (stored == null || !(expected.equals("*") || expected.equals(EntityTag.of(stored)))) {
                throw new ProblemException(new ProblemDetails(
                        412,
                        "precondition-failed",
                        "The resource is not the one you know",
                        stored == null ? "there is none of that name" : "its ETag is " + EntityTag.of(stored)));
            }
        });
    }

    private Resource find(String kind, String name) {
        Catalog catalog = store.catalog();
        if (kind.equals("Stream")) {
            return catalog.streams().containsKey(name)
                    ? catalog.streams().get(name).resource()
                    : null;
        }
        return catalog.pipelines().containsKey(name)
                ? catalog.pipelines().get(name).resource()
                : null;
    }

    private static Map<String, Object> answer(Changes changes, boolean dryRun) {
        List<Object> results = new ArrayList<>();
        changes.actions().forEach((resource, action) -> {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("kind", resource.kind());
            result.put("name", resource.name());
            result.put("action", action.name().toLowerCase(Locale.ROOT));
            if (resource instanceof PipelineResource pipeline) {
                result.put("generation", (long) changes.generation(pipeline));
                if (dryRun) {
                    result.put("plan", Explanation.tree(changes.plan(pipeline)));
                }
            }
            results.add(result);
        });
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("dryRun", dryRun);
        answer.put("results", results);
        return answer;
    }

    /** Topics first, then offsets, then one transaction that makes it so; what must stop before is stopped after that is written. */
    private void carryOut(Changes changes) {
        Map<StreamResource, Boolean> wanted = new LinkedHashMap<>();
        changes.actions().forEach((resource, action) -> {
            if (resource instanceof StreamResource stream && action != Changes.Action.UNCHANGED) {
                wanted.put(stream, false);
            }
        });
        changes.implied().forEach(stream -> wanted.put(stream, true));
        Map<String, String> ids = createTopics(wanted);

        CatalogTopic.Batch batch = new CatalogTopic.Batch();
        Map<String, StreamRef> refs = new LinkedHashMap<>();
        wanted.forEach((stream, implied) -> {
            StreamRef ref = StreamRefs.of(stream, ids.get(stream.name()));
            refs.put(stream.name(), ref);
            batch.put(new StoredStream(stream, implied, ref));
        });
        changes.actions().forEach((resource, action) -> {
            if (resource instanceof PipelineResource pipeline && action != Changes.Action.UNCHANGED) {
                batch.put(stored(changes, pipeline, refs));
            }
        });
        store.write(batch);
        changes.actions().forEach((resource, action) -> {
            if (resource instanceof PipelineResource && action == Changes.Action.CREATED) {
                runs(resource.name(), 1);
            }
        });
        finishAll();
    }

    /** Killed before this, a pipeline without a status counts as running all the same. */
    private void runs(String pipeline, int generation) {
        Waiting.get(statuses.say(
                pipeline, new PipelineStatus(generation, PipelineStatus.State.RUNNING, "", Instant.now())));
    }

    private Map<String, String> createTopics(Map<StreamResource, Boolean> wanted) {
        for (StreamResource stream : wanted.keySet()) {
            topics.describe(stream.name()).ifPresent(topic -> {
                int partitions = topic.partitions().size();
                if (partitions > stream.spec().partitions()
                        || partitions < stream.spec().partitions()
                                && !store.catalog().streams().containsKey(stream.name())) {
                    throw new ProblemException(ProblemDetails.conflict(
                            "the topic " + stream.name() + " exists already and has " + partitions + " partitions, not "
                                    + stream.spec().partitions()));
                }
                topics.adjust(stream, partitions);
            });
        }
        return topics.create(wanted.keySet());
    }

    private StoredPipeline stored(Changes changes, PipelineResource pipeline, Map<String, StreamRef> refs) {
        StoredPipeline before = store.catalog().pipelines().get(pipeline.name());
        Plan plan = dev.millrace.engine.plan.Planner.plan(
                pipeline,
                changes.generation(pipeline),
                name -> refs.containsKey(name) ? refs.get(name) : changes.ref(name));
        if (before == null) {
            for (Stage stage : plan.stages()) {
                groups.start(stage, start(pipeline), Map.of());
            }
            return new StoredPipeline(pipeline, Goal.RUNNING, plan, null);
        }
        if (plan.generation() == before.plan().generation()) {
            return new StoredPipeline(pipeline, Goal.RUNNING, before.plan(), null);
        }
        return new StoredPipeline(pipeline, Goal.CHANGING, before.plan(), plan);
    }

    private static GroupKeeper.Start start(PipelineResource pipeline) {
        StartAt start = pipeline.spec().start();
        return switch (start.kind()) {
            case EARLIEST -> GroupKeeper.Start.earliest();
            case LATEST -> GroupKeeper.Start.latest();
            case TIME -> GroupKeeper.Start.at(start.time());
        };
    }

    private WriteAnswer delete(WriteRequest request) {
        checkTag(request);
        String name = request.name();
        if (find(request.kind(), name) == null) {
            return new WriteAnswer(204, Map.of());
        }
        if (request.kind().equals("Stream")) {
            List<String> users = store.catalog().usersOf(name);
            if (!users.isEmpty()) {
                throw new ProblemException(
                        ProblemDetails.conflict("stream \"" + name + "\" is used by " + String.join(", ", users)
                                + "; delete or change " + (users.size() == 1 ? "it" : "them") + " first"));
            }
            if (!request.dryRun()) {
                // The topic first: killed in between, the stream is still known and the delete can be repeated.
                topics.delete(name);
                store.write(new CatalogTopic.Batch().deleteStream(name));
            }
        } else if (!request.dryRun()) {
            StoredPipeline stored = store.catalog().pipelines().get(name);
            store.write(new CatalogTopic.Batch()
                    .put(new StoredPipeline(stored.resource(), Goal.DELETING, stored.plan(), null)));
            finishAll();
        }
        return new WriteAnswer(204, Map.of());
    }

    /** Brings every pipeline that is between two states to the one it is going to. */
    private void finishAll() {
        for (StoredPipeline pipeline : List.copyOf(store.catalog().pipelines().values())) {
            switch (pipeline.goal()) {
                case CHANGING -> change(pipeline);
                case DELETING -> remove(pipeline);
                default -> {}
            }
        }
    }

    /** The next generation goes on from the offsets the last one committed. */
    private void change(StoredPipeline pipeline) {
        Map<TopicPartition, OffsetAndMetadata> reached = new LinkedHashMap<>();
        for (Stage stage : pipeline.plan().stages()) {
            reached.putAll(groups.end(stage));
        }
        for (Stage stage : pipeline.next().stages()) {
            groups.start(stage, start(pipeline.resource()), reached);
        }
        store.write(new CatalogTopic.Batch()
                .put(new StoredPipeline(pipeline.resource(), Goal.RUNNING, pipeline.next(), null)));
        runs(pipeline.name(), pipeline.next().generation());
        // Last, so that a writer killed before still finds the offsets to go on from.
        pipeline.plan().stages().forEach(groups::delete);
        log.info(
                "pipeline {} goes on as generation {}",
                pipeline.name(),
                pipeline.next().generation());
    }

    private void remove(StoredPipeline pipeline) {
        for (Stage stage : pipeline.plan().stages()) {
            groups.end(stage);
            groups.delete(stage);
        }
        Waiting.get(statuses.forget(pipeline.name()));
        store.write(new CatalogTopic.Batch().deletePipeline(pipeline.name()));
    }

    @Override
    public void close() {
        store.close();
    }
}
