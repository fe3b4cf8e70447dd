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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What applying resources to a catalog means: found out before anything is touched. Computed once, then read; one thread. */
final class Changes {

    /** What happens to a resource. */
    enum Action {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    private final Catalog catalog;
    private final TargetState state;
    private final boolean reset;
    private final List<PipelineResource> given = new ArrayList<>();
    private final Map<String, StreamResource> implied = new LinkedHashMap<>();
    private final Map<Resource, Action> actions = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> conflicts = new ArrayList<>();
    private PlanChanges plans;

    /** @param reset whether the pipelines that are given begin anew, with empty state */
    Changes(Catalog catalog, List<Resource> resources, boolean reset) {
        this.catalog = catalog;
        this.state = new TargetState(catalog);
        this.reset = reset;
        for (Resource resource : resources) {
            if (resource instanceof StreamResource stream) {
                state.put(stream);
                stream(stream);
            } else if (resource instanceof PipelineResource pipeline) {
                state.put(pipeline);
                given.add(pipeline);
            }
        }
        implyStreams();
        given.forEach(this::check);
        if (problems.isEmpty()) {
            plan();
        }
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
        if (!StreamRefs.isSameButForTime(before, after) && !users.isEmpty()) {
            conflicts.add("the key, partitions and timestamp of stream \"" + stream.name()
                    + "\" cannot change while it is used by " + String.join(", ", users));
        } else if (after.partitions() < before.partitions()) {
            conflicts.add("stream \"" + stream.name() + "\" has " + before.partitions()
                    + " partitions and cannot have fewer; delete it first");
        }
    }

    /** Streams that come into being because a pipeline writes them; whoever reads one of them comes after its writer. */
    private void implyStreams() {
        List<PipelineResource> left = new ArrayList<>(given);
        while (!left.isEmpty()) {
            PipelineResource pipeline = left.stream()
                    .filter(each -> state.streams().containsAll(each.spec().from()))
                    .findFirst()
                    .orElse(left.get(0));
            left.remove(pipeline);
            int partitions = pipeline.spec().from().stream()
                    .mapToInt(name -> state.stream(name) == null
                            ? 0
                            : state.stream(name).spec().partitions())
                    .max()
                    .orElse(0);
            for (String name : written(pipeline)) {
                if (state.stream(name) == null) {
                    StreamResource stream = StreamRefs.implied(name, Math.max(1, partitions));
                    implied.put(name, stream);
                    state.put(stream);
                }
            }
        }
    }

    /** All streams a pipeline writes. */
    private static Set<String> written(PipelineResource pipeline) {
        Set<String> streams = new LinkedHashSet<>();
        streams.add(pipeline.spec().to());
        streams.add(pipeline.spec().deadLetters());
        streams.addAll(Planner.lateStreams(pipeline));
        return streams;
    }

    private void check(PipelineResource pipeline) {
        problems.addAll(Planner.problems(pipeline));
        boolean list = pipeline.spec().from().size() > 1;
        for (int i = 0; i < pipeline.spec().from().size(); i++) {
            String name = pipeline.spec().from().get(i);
            String pointer = "/spec/from" + (list ? "/" + i : "");
            if (state.stream(name) == null) {
                problems.add(pipeline.problem(
                        pointer,
                        "there is no stream \"" + name + "\": declare it, here or before",
                        NearestName.suggestion(name, state.streams())));
            } else if (written(pipeline).contains(name)) {
                problems.add(pipeline.problem(
                        "/spec/to",
                        "a pipeline cannot write the stream \"" + name + "\" it reads: it would never end",
                        null));
            }
        }
        for (String late : Planner.lateStreams(pipeline)) {
            if (late.equals(pipeline.spec().to()) || late.equals(pipeline.spec().deadLetters())) {
                problems.add(pipeline.problem(
                        "/spec/steps",
                        "late events would go to \"" + late
                                + "\", among results or dead letters: they need a stream of their own",
                        null));
            }
        }
        if (state.isCircular(pipeline)) {
            problems.add(pipeline.problem(
                    "/spec/to",
                    "what \"" + pipeline.name()
                            + "\" writes comes back to what it reads through other pipelines: events would go round for ever",
                    null));
        }
    }

    private void plan() {
        List<String> changed = actions.entrySet().stream()
                .filter(entry -> entry.getValue() != Action.UNCHANGED)
                .map(entry -> entry.getKey().name())
                .toList();
        plans = new PlanChanges(state, given, changed, reset);
        conflicts.addAll(plans.conflicts());
        for (PipelineResource pipeline : given) {
            StoredPipeline stored = catalog.pipelines().get(pipeline.name());
            boolean same = stored != null
                    && stored.resource().document().equals(pipeline.document())
                    && stored.goal() != StoredPipeline.Goal.DELETING
                    && !plans.contains(pipeline.name());
            actions.put(pipeline, stored == null ? Action.CREATED : same ? Action.UNCHANGED : Action.CHANGED);
        }
        plans.pipelines().forEach(pipeline -> actions.putIfAbsent(pipeline, Action.CHANGED));
    }

    /** The stream of that name as far as it is known, its topic id empty where there is no topic yet; null if there is none. */
    StreamRef ref(String name) {
        return state.ref(name);
    }

    /** Notes that a stream's topic exists now; plans asked for from then on name its id. */
    void topicId(String stream, String id) {
        state.topicId(stream, id);
    }

    /** The pipeline's plan as it would be, with the generation it would get. Only where there are neither problems nor conflicts. */
    Plan plan(PipelineResource pipeline) {
        return plans.plan(pipeline);
    }

    /** Whether a pipeline that is given, though it changed nothing, begins anew. */
    boolean beginsAnew(PipelineResource pipeline) {
        return reset && given.contains(pipeline);
    }

    /** What happens to each resource: the streams that were given, the pipelines that were given, then the pipelines that go with them. */
    Map<Resource, Action> actions() {
        return actions;
    }

    List<StreamResource> implied() {
        return List.copyOf(implied.values());
    }

    /** What is wrong with the documents. */
    List<Problem> problems() {
        return problems;
    }

    /** What does not fit what is there; each a sentence. */
    List<String> conflicts() {
        return conflicts;
    }
}
