package dev.millrace.gateway.watch;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.resources.ResourceRoutes;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.group.NamedGroup;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.step.KeyedSettings;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StoredPipeline;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code GET /v1/pipelines/{p}/state/{key}}: what a pipeline keeps of a group just now. */
final class KeyedStateRoutes {

    private static final Parameters STEP = Parameters.of("step");

    private final ResourceLog resources;
    private final StateLookup lookup;
    private final StageReports reports;

    KeyedStateRoutes(ResourceLog resources, StateLookup lookup, StageReports reports) {
        this.resources = resources;
        this.lookup = lookup;
        this.reports = reports;
    }

    void mount(Router router) {
        router.get("/v1/pipelines/:name/state/:key").handler(this::get);
    }

    private void get(RoutingContext context) {
        STEP.check(context);
        StoredPipeline pipeline = ResourceRoutes.pipeline(resources.catalog(), context.pathParam("name"));
        Stage stage = stage(pipeline, context.queryParams().get("step"));
        String key = context.pathParam("key");
        List<NamedGroup> groups = groups(stage, key);
        find(stage, groups, 0, true)
                .onSuccess(found -> context.response()
                        .putHeader("Content-Type", "application/json")
                        .end(Buffer.buffer(
                                JsonTree.write(answer(pipeline, stage, key, found, holder(pipeline, stage, found))))))
                .onFailure(context::fail);
    }

    private static Stage stage(StoredPipeline pipeline, String step) {
        List<Stage> keyed = pipeline.plan().stages().stream()
                .filter(stage -> stage.keyed() != null)
                .toList();
        List<String> steps = keyed.stream().map(KeyedStateRoutes::step).toList();
        String names = String.join(", ", steps);
        if (keyed.isEmpty()) {
            throw notFound("the pipeline \"" + pipeline.name() + "\" has no state: none of its steps keeps any", null);
        } else if (step != null && !steps.contains(step)) {
            throw notFound(
                    "the pipeline \"" + pipeline.name() + "\" has no step \"" + step + "\" that keeps state; there "
                            + (steps.size() == 1 ? "is " : "are ") + names,
                    NearestName.suggestion(step, steps));
        } else if (step == null && keyed.size() > 1) {
            throw new ProblemException(ProblemDetails.badRequest("several steps of the pipeline \"" + pipeline.name()
                    + "\" keep state: say which with ?step=, one of " + names));
        }
        return step == null ? keyed.get(0) : keyed.get(steps.indexOf(step));
    }

    private static String step(Stage stage) {
        return stage.statefulStep().orElseThrow().id();
    }

    private static List<NamedGroup> groups(Stage stage, String key) {
        KeyedSettings settings = stage.statefulStep().orElseThrow().settings(KeyedSettings.class);
        try {
            return settings.byPartition()
                    ? List.of(NamedGroup.ofPartition(stage.tasks(), key))
                    : NamedGroup.read(settings.by(), key);
        } catch (IllegalArgumentException mistake) {
            throw new ProblemException(ProblemDetails.badRequest("the key: " + mistake.getMessage()));
        }
    }

    /**
     * The first of the groups of which something is kept.
     *
     * @param known whether it is certain that nothing is kept of those before
     */
    private Future<StateLookup.Found> find(Stage stage, List<NamedGroup> groups, int at, boolean known) {
        if (at == groups.size()) {
            return Future.failedFuture(known ? nothing(stage, groups) : nobody(stage));
        }
        return lookup.find(stage, groups.get(at)).compose(found -> {
            Optional<StateLookup.Found> some =
                    found.filter(answered -> !answered.answer().isEmpty());
            return some.isPresent()
                    ? Future.succeededFuture(some.get())
                    : find(stage, groups, at + 1, known && found.isPresent());
        });
    }

    private static ProblemException nothing(Stage stage, List<NamedGroup> groups) {
        return notFound(
                "the step \"" + step(stage) + "\" keeps nothing of the group "
                        + groups.stream()
                                .map(group -> "[" + String.join(",", group.values()) + "]")
                                .collect(Collectors.joining(" or "))
                        + (stage.statefulStep().orElseThrow().declaration().changesTime()
                                ? ": it has no open window"
                                : ": no event of it waits or is remembered"),
                null);
    }

    private static ProblemException nobody(Stage stage) {
        return new ProblemException(ProblemDetails.unavailable("the step \"" + step(stage)
                + "\" cannot say just now: the task of this key has no owner that answers, and no copy holds the key"));
    }

    private static ProblemException notFound(String detail, String suggestion) {
        return new ProblemException(new ProblemDetails(
                404, "not-found", "There is no such state", detail + (suggestion == null ? "" : "; " + suggestion)));
    }

    /** Who holds back the task that the group is in. */
    private JsonObject holder(StoredPipeline pipeline, Stage stage, StateLookup.Found found) {
        StageStatus stages = new StageStatus(pipeline.plan());
        pipeline.plan().stages().forEach(each -> reports.of(each.id()).forEach(stages::heard));
        return stages.heldBackBy(stage, found.task());
    }

    private static Map<String, Object> answer(
            StoredPipeline pipeline, Stage stage, String key, StateLookup.Found found, JsonObject holder) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pipeline", pipeline.name());
        answer.put("step", step(stage));
        answer.put("key", key);
        answer.put("source", found.source());
        answer.put("ageMillis", found.answer().ageMillis());
        answer.put("asOf", Instant.ofEpochMilli(found.answer().asOfMillis()).toString());
        answer.put("windows", JsonTree.read(found.answer().windows().getBytes(StandardCharsets.UTF_8)));
        answer.put("waits", WindowWaits.of(found.answer(), holder));
        return answer;
    }
}
