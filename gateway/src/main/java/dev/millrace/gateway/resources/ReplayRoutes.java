package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.resource.StartAt;
import dev.millrace.platform.resources.ResourceLog;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code POST /v1/pipelines/{p}/replay}: the pipeline reads its streams again from some point on, with empty state, as a new generation. Its results
 * come a second time.
 */
public final class ReplayRoutes {

    private static final Parameters NONE = Parameters.of();
    private static final int MOST_BYTES = 4_096;

    private final WriteClient writer;
    private final ResourceLog resources;

    public ReplayRoutes(Vertx vertx, ResourceLog resources) {
        this.writer = new WriteClient(vertx);
        this.resources = resources;
    }

    public void mount(Router router) {
        router.post("/v1/pipelines/:name/replay")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
                .handler(this::replay);
    }

    private void replay(RoutingContext context) {
        NONE.check(context);
        String name = context.pathParam("name");
        ResourceRoutes.pipeline(resources.catalog(), name);
        writer.send(WriteRequest.replay(name, from(context.body().buffer()))).onSuccess(answer -> {
            if (answer.status() >= 400) {
                Map<String, Object> problem = new LinkedHashMap<>(answer.body());
                problem.put("instance", context.request().path());
                ProblemDetails.answer(context, answer.status(), problem);
            } else {
                ResourceRoutes.json(context, answer.body());
            }
        });
    }

    private static StartAt from(Buffer body) {
        Object tree;
        try {
            tree = JsonTree.read(body == null ? new byte[0] : body.getBytes());
        } catch (MalformedJsonException e) {
            throw wrong("not JSON at byte " + e.offset() + ": " + e.getMessage());
        }
        if (!(tree instanceof Map<?, ?> members)
                || members.size() != 1
                || !(members.get("from") instanceof String from)) {
            throw wrong("the body is not what was expected");
        }
        try {
            return StartAt.parse(from);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private static ProblemException wrong(String what) {
        return new ProblemException(ProblemDetails.badRequest(
                what + "; expected {\"from\": \"earliest\"} or {\"from\": \"2026-01-31T12:00:00Z\"}"));
    }
}
