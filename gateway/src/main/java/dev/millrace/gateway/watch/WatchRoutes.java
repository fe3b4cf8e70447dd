package dev.millrace.gateway.watch;

import dev.millrace.engine.plan.Explanation;
import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.resources.ResourceRoutes;
import dev.millrace.gateway.resources.UnsavedPlans;
import dev.millrace.model.resource.Schemas;
import dev.millrace.platform.ClusterView;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.PipelineStatus;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.StoredPipeline;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is to see: plans, states and what they keep, schemas, the cluster. */
public final class WatchRoutes {

    private static final Parameters NONE = Parameters.of();
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final ResourceLog resources;
    private final StatusLog statuses;
    private final StageReports reports;
    private final KeyedStateRoutes states;
    private final ClusterView cluster;

    public WatchRoutes(Platform platform, ResourceLog resources, StatusLog statuses) {
        this.resources = resources;
        this.statuses = statuses;
        this.reports = new StageReports(platform.vertx());
        this.states = new KeyedStateRoutes(resources, new StateLookup(platform.vertx(), reports), reports);
        this.cluster = new ClusterView(platform.vertx());
    }

    public void mount(Router router) {
        router.get("/v1/pipelines/:name/explain").handler(this::explain);
        router.post("/v1/explain")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(this::explainUnsaved);
        router.get("/v1/pipelines/:name/status").handler(this::status);
        states.mount(router);
        router.get("/v1/schemas/:kind").handler(this::schema);
        router.get("/v1/cluster").handler(this::cluster);
    }

    private void explain(RoutingContext context) {
        NONE.check(context);
        StoredPipeline pipeline = ResourceRoutes.pipeline(resources.catalog(), context.pathParam("name"));
        ResourceRoutes.json(context, Explanation.tree(pipeline.plan()));
    }

    private void explainUnsaved(RoutingContext context) {
        NONE.check(context);
        String text = context.body().asString();
        List<Object> plans = UnsavedPlans.of(resources.catalog(), text == null ? "" : text).plans().stream()
                .map(plan -> (Object) Explanation.tree(plan))
                .toList();
        ResourceRoutes.json(context, Map.of("pipelines", plans));
    }

    private void status(RoutingContext context) {
        NONE.check(context);
        StoredPipeline pipeline = ResourceRoutes.pipeline(resources.catalog(), context.pathParam("name"));
        Optional<PipelineStatus> status =
                statuses.of(pipeline.name(), pipeline.plan().generation());
        StageStatus stages = new StageStatus(pipeline.plan());
        pipeline.plan().stages().forEach(stage -> reports.of(stage.id()).forEach(stages::heard));
        JsonObject answer = new JsonObject()
                .put("pipeline", pipeline.name())
                .put("generation", pipeline.plan().generation())
                .put(
                        "state",
                        pipeline.goal() == StoredPipeline.Goal.RUNNING
                                ? status.map(s -> s.state().name()).orElse("RUNNING")
                                : pipeline.goal().name())
                .put("reason", status.map(PipelineStatus::reason).orElse(""))
                .put("since", status.map(s -> s.since().toString()).orElse(null))
                .put("explanation", stages.explanation())
                .put("stages", stages.stages());
        context.response().putHeader("Content-Type", "application/json").end(answer.toBuffer());
    }

    private void schema(RoutingContext context) {
        NONE.check(context);
        String kind = context.pathParam("kind");
        String schema;
        try {
            schema = Schemas.of(kind);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemDetails.notFound("kind", kind, "there are Stream and Pipeline"));
        }
        context.response().putHeader("Content-Type", "application/schema+json").end(Buffer.buffer(schema));
    }

    private void cluster(RoutingContext context) {
        NONE.check(context);
        JsonArray services = new JsonArray();
        cluster.services().forEach(presence -> services.add(presence.toJson()));
        context.response()
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("services", services).toBuffer());
    }
}
