package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.Explanation;
import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.engine.plan.StateChanges;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StartAt;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredPipeline.Goal;
import dev.millrace.platform.resources.StoredStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Applies and deletes resources: the one writer of {@code millrace.resources}. Every change is written down before it is carried out, so that
 * the next writer finishes what this one began. Blocks; one thread.
 */
final class ResourceWriter implements AutoCloseable {

    private final TopicKeeper topics;
    private final CatalogTopic store;
    private final PipelineStates states;
    private final Generations generations;

    /** Takes over from whoever wrote before and finishes what was begun. */
    ResourceWriter(Platform platform, StatusLog statuses) {
        topics = new TopicKeeper(platform);
        states = new PipelineStates(statuses);
        store = new CatalogTopic(platform);
        generations = new Generations(platform, store, topics, states);
        generations.finishAll();
        generations.removeLeftovers();
    }

    WriteAnswer handle(WriteRequest request) {
        try {
            return switch (request.verb()) {
                case APPLY -> apply(request);
                case DELETE -> delete(request);
                case REPLAY -> replay(request);
                default -> states.change(ResourceRoutes.pipeline(store.catalog(), request.name()), request.verb());
            };
        } catch (ProblemException e) {
            return WriteAnswer.of(e.problem());
        }
    }

    private WriteAnswer apply(WriteRequest request) {
        ResourceFile file = ResourceReader.read(request.text());
        if (!file.isValid()) {
            return WriteAnswer.of(ProblemDetails.invalid(count(file.problems().size()), file.problems()));
        }
        RequestChecks.checkSingle(request, file, store.catalog());
        Changes changes = new Changes(store.catalog(), file.resources(), request.reset());
        if (!changes.problems().isEmpty()) {
            return WriteAnswer.of(
                    ProblemDetails.invalid(count(changes.problems().size()), changes.problems()));
        }
        if (!changes.conflicts().isEmpty()) {
            return WriteAnswer.of(ProblemDetails.conflict(String.join("; ", changes.conflicts())));
        }
        refuseToScatter(changes);
        Map<String, Object> answer = answer(changes, request.dryRun());
        boolean created = changes.actions().containsValue(Changes.Action.CREATED);
        if (!request.dryRun()) {
            carryOut(changes, null);
        }
        return new WriteAnswer(created && !request.kind().isEmpty() && !request.dryRun() ? 201 : 200, answer);
    }

    /** The pipeline as it is, as a new generation that starts there with empty state. */
    private WriteAnswer replay(WriteRequest request) {
        StoredPipeline stored = ResourceRoutes.pipeline(store.catalog(), request.name());
        StartAt from = StartAt.parse(request.text());
        Changes changes = new Changes(store.catalog(), List.of(stored.resource()), true);
        if (!changes.conflicts().isEmpty()) {
            return WriteAnswer.of(ProblemDetails.conflict(String.join("; ", changes.conflicts())));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pipeline", stored.name());
        answer.put("from", from.text());
        answer.put("generation", (long) changes.plan(stored.resource()).generation());
        carryOut(changes, from);
        return new WriteAnswer(200, answer);
    }

    /** Events stay where they were put: split otherwise from now on, those of one key would lie in several partitions. */
    private void refuseToScatter(Changes changes) {
        changes.actions().forEach((resource, action) -> {
            if (resource instanceof StreamResource stream && action == Changes.Action.CHANGED) {
                StreamRef before = store.catalog().streams().get(stream.name()).ref();
                StreamRef after = StreamRefs.of(stream, before.topicId());
                if (after.key() != null && !StreamRefs.isSplitAlike(before, after) && topics.hasEvents(stream.name())) {
                    throw new ProblemException(ProblemDetails.conflict("stream \"" + stream.name()
                            + "\" holds events, which lie where its key and the number of its partitions put them; delete it"
                            + " first, or declare another stream"));
                }
            }
        });
    }

    private static String count(int problems) {
        return problems == 1 ? "there is one problem" : "there are " + problems + " problems";
    }

    private Map<String, Object> answer(Changes changes, boolean dryRun) {
        List<Object> results = new ArrayList<>();
        changes.actions().forEach((resource, action) -> {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("kind", resource.kind());
            result.put("name", resource.name());
            result.put("action", action.name().toLowerCase(Locale.ROOT));
            if (resource instanceof PipelineResource pipeline) {
                Plan plan = changes.plan(pipeline);
                result.put("generation", (long) plan.generation());
                if (action == Changes.Action.CHANGED) {
                    Plan before =
                            store.catalog().pipelines().get(pipeline.name()).current();
                    List<Object> state =
                            StateChanges.tree(plan, before, pipeline.spec().start());
                    if (!state.isEmpty()) {
                        result.put("state", state);
                    }
                }
                if (dryRun) {
                    result.put("plan", Explanation.tree(plan));
                }
            }
            results.add(result);
        });
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("dryRun", dryRun);
        answer.put("results", results);
        return answer;
    }

    /**
     * Topics first, then offsets, then one transaction that makes it so; what must stop before is stopped after that is written.
     *
     * @param from where pipelines start that begin anew; null for where each of them says
     */
    private void carryOut(Changes changes, StartAt from) {
        CatalogTopic.Batch batch = new CatalogTopic.Batch();
        Map<StreamResource, Boolean> wanted = new LinkedHashMap<>();
        changes.actions().forEach((resource, action) -> {
            if (resource instanceof StreamResource stream && action != Changes.Action.UNCHANGED) {
                wanted.put(stream, false);
            }
        });
        changes.implied().forEach(stream -> wanted.put(stream, true));
        Map<String, String> ids = createTopics(wanted);
        wanted.forEach((stream, implied) -> {
            String id = ids.get(stream.name());
            changes.topicId(stream.name(), id);
            batch.put(new StoredStream(stream, implied, StreamRefs.of(stream, id)));
        });
        List<StoredPipeline> begun = new ArrayList<>();
        changes.actions().forEach((resource, action) -> {
            if (resource instanceof PipelineResource pipeline && action != Changes.Action.UNCHANGED) {
                StoredPipeline stored = stored(changes, pipeline, from);
                batch.put(stored);
                if (action == Changes.Action.CREATED) {
                    begun.add(stored);
                }
            }
        });
        store.write(batch);
        begun.forEach(states::runs);
        generations.finishAll();
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

    private StoredPipeline stored(Changes changes, PipelineResource pipeline, StartAt from) {
        StoredPipeline before = store.catalog().pipelines().get(pipeline.name());
        Plan plan = changes.plan(pipeline);
        if (before != null && plan.generation() == before.plan().generation()) {
            return StoredPipeline.running(pipeline, before.plan());
        }
        List<StreamRef> missing = InternalTopics.of(plan).values().stream()
                .filter(topic -> topic.topicId().equals(StreamRefs.NO_TOPIC))
                .toList();
        Plan whole = InternalTopics.withIds(plan, topics.createInternal(missing));
        if (before == null) {
            generations.begin(pipeline, whole);
            return StoredPipeline.running(pipeline, whole);
        }
        StartAt anew = from == null ? pipeline.spec().start() : from;
        return new StoredPipeline(
                pipeline, Goal.CHANGING, before.plan(), whole, changes.beginsAnew(pipeline) ? anew : null);
    }

    private WriteAnswer delete(WriteRequest request) {
        RequestChecks.checkTag(request, store.catalog());
        String name = request.name();
        if (RequestChecks.find(store.catalog(), request.kind(), name) == null) {
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
                    .put(new StoredPipeline(stored.resource(), Goal.DELETING, stored.plan(), null, null)));
            generations.finishAll();
        }
        return new WriteAnswer(204, Map.of());
    }

    @Override
    public void close() {
        store.close();
    }
}
