package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.Planner;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Problem;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What applying resources to a catalog means: found out before anything is touched. Computed once, then read; one thread. */
final class Changes {

    /** What happens to a resource. */
    enum Action {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    private final Catalog catalog;
    private final Map<String, StreamResource> streams = new LinkedHashMap<>();
    private final Map<String, StreamResource> implied = new LinkedHashMap<>();
    private final Map<String, PipelineResource> pipelines = new LinkedHashMap<>();
    private final Map<Resource, Action> actions = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> conflicts = new ArrayList<>();

    Changes(Catalog catalog, List<Resource> resources) {
        this.catalog = catalog;
        for (Resource resource : resources) {
            if (resource instanceof StreamResource stream) {
                streams.put(stream.name(), stream);
            } else if (resource instanceof PipelineResource pipeline) {
                pipelines.put(pipeline.name(), pipeline);
            }
        }
        streams.values().forEach(this::stream);
        pipelines.values().forEach(this::outputs);
        pipelines.values().forEach(this::pipeline);
        refuseCircles();
    }

    private void stream(StreamResource stream) {
        StoredStream stored = catalog.streams().get(stream.name());
        if (stored == null) {
            actions.put(stream, Action.CREATED);
            return;
        }
        boolean same = !stored.implied() && stored.resource().document().equals(stream.document());
        actions.put(stream, same ? Action.UNCHANGED : Action.CHANGED);
        StreamRef before = stored.ref();
        StreamRef after = StreamRefs.of(stream, before.topicId());
        List<String> users = catalog.usersOf(stream.name());
        if (!before.toTree().equals(after.toTree()) && !users.isEmpty()) {
            conflicts.add("the key, partitions and timestamp of stream \"" + stream.name()
                    + "\" cannot change while it is used by " + String.join(", ", users));
        } else if (after.partitions() < before.partitions()) {
            conflicts.add("stream \"" + stream.name() + "\" has " + before.partitions()
                    + " partitions and cannot have fewer; delete it first");
        }
    }

    /** Streams that come into being because a pipeline writes them. */
    private void outputs(PipelineResource pipeline) {
        int partitions = pipeline.spec().from().stream()
                .mapToInt(name ->
                        declared(name) == null ? 0 : declared(name).spec().partitions())
                .max()
                .orElse(0);
        for (String name : List.of(pipeline.spec().to(), pipeline.spec().deadLetters())) {
            if (declared(name) == null) {
                implied.put(name, StreamRefs.implied(name, Math.max(1, partitions)));
            }
        }
    }

    private void pipeline(PipelineResource pipeline) {
        StoredPipeline stored = catalog.pipelines().get(pipeline.name());
        boolean same = stored != null
                && stored.resource().document().equals(pipeline.document())
                && stored.goal() != StoredPipeline.Goal.DELETING;
        actions.put(pipeline, stored == null ? Action.CREATED : same ? Action.UNCHANGED : Action.CHANGED);
        boolean list = pipeline.spec().from().size() > 1;
        for (int i = 0; i < pipeline.spec().from().size(); i++) {
            String name = pipeline.spec().from().get(i);
            String pointer = "/spec/from" + (list ? "/" + i : "");
            if (ref(name) == null) {
                problems.add(pipeline.problem(
                        pointer,
                        "there is no stream \"" + name + "\": declare it, here or before",
                        NearestName.suggestion(name, allStreams())));
            } else if (name.equals(pipeline.spec().to())
                    || name.equals(pipeline.spec().deadLetters())) {
                problems.add(pipeline.problem(
                        "/spec/to",
                        "a pipeline cannot write the stream \"" + name + "\" it reads: it would never end",
                        null));
            }
        }
    }

    /** Pipelines that feed each other round in a circle would multiply events for ever. */
    private void refuseCircles() {
        Map<String, PipelineResource> all = new TreeMap<>();
        catalog.pipelines().forEach((name, stored) -> all.put(name, stored.resource()));
        all.putAll(pipelines);
        for (PipelineResource pipeline : pipelines.values()) {
            if (!pipeline.spec().from().contains(pipeline.spec().to())
                    && reaches(pipeline.spec().to(), pipeline.spec().from(), all, new HashSet<>())) {
                problems.add(pipeline.problem(
                        "/spec/to",
                        "what \"" + pipeline.name()
                                + "\" writes comes back to what it reads through other pipelines: events would go round for ever",
                        null));
            }
        }
    }

    private static boolean reaches(
            String stream, List<String> goals, Map<String, PipelineResource> pipelines, Set<String> seen) {
        if (goals.contains(stream)) {
            return true;
        }
        if (!seen.add(stream)) {
            return false;
        }
        return pipelines.values().stream()
                .filter(p -> p.spec().from().contains(stream))
                .anyMatch(p -> reaches(p.spec().to(), goals, pipelines, seen));
    }

    private StreamResource declared(String name) {
        StreamResource stream = streams.get(name);
        if (stream == null && catalog.streams().containsKey(name)) {
            stream = catalog.streams().get(name).resource();
        }
        return stream;
    }

    private Set<String> allStreams() {
        Set<String> names = new HashSet<>(catalog.streams().keySet());
        names.addAll(streams.keySet());
        names.addAll(implied.keySet());
        return names;
    }

    /** The stream of that name as far as it is known, its topic id empty where there is no topic yet; null if there is none. */
    StreamRef ref(String name) {
        StoredStream stored = catalog.streams().get(name);
        String topicId = stored == null ? StreamRefs.NO_TOPIC : stored.ref().topicId();
        StreamResource stream = declared(name) == null ? implied.get(name) : declared(name);
        return stream == null ? null : StreamRefs.of(stream, topicId);
    }

    /** The pipeline's plan as it would be, with the generation it would get. */
    Plan plan(PipelineResource pipeline) {
        return Planner.plan(pipeline, generation(pipeline), this::ref);
    }

    /** The generation a pipeline gets: its tests and names of nothing that runs may change without a new one. */
    int generation(PipelineResource pipeline) {
        StoredPipeline stored = catalog.pipelines().get(pipeline.name());
        if (stored == null) {
            return 1;
        }
        int current = stored.next() == null
                ? stored.plan().generation()
                : stored.next().generation();
        return actions.get(pipeline) == Action.UNCHANGED || sameWork(stored.resource(), pipeline)
                ? current
                : current + 1;
    }

    private static boolean sameWork(PipelineResource before, PipelineResource after) {
        return before.spec().from().equals(after.spec().from())
                && before.spec().to().equals(after.spec().to())
                && before.spec().deadLetters().equals(after.spec().deadLetters())
                && work(before).equals(work(after));
    }

    @SuppressWarnings("unchecked")
    private static Object work(PipelineResource pipeline) {
        Object steps = ((Map<String, Object>) pipeline.document().get("spec")).get("steps");
        return steps == null ? List.of() : steps;
    }

    /** What happens to each resource that was given, in the order streams, then pipelines. */
    Map<Resource, Action> actions() {
        return actions;
    }

    List<StreamResource> implied() {
        return List.copyOf(implied.values());
    }

    List<Problem> problems() {
        return problems;
    }

    List<String> conflicts() {
        return conflicts;
    }
}
