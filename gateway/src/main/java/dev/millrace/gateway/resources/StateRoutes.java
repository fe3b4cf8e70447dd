package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StatusLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code POST /v1/pipelines/{p}/pause|resume|restart}: whether a pipeline runs. Asking for what is so already changes nothing; the answer comes
 * when the state is written, and whoever asks this gateway for the status then finds it.
 */
public final class StateRoutes {

    private static final Parameters NONE = Parameters.of();
    private static final long KNOWN_LIMIT_MILLIS = 2_000;

    private final WriteClient writer;
    private final ResourceLog resources;
    private final StatusLog statuses;

    public StateRoutes(Vertx vertx, ResourceLog resources, StatusLog statuses) {
        this.writer = new WriteClient(vertx);
        this.resources = resources;
        this.statuses = statuses;
    }

    public void mount(Router router) {
        for (WriteRequest.Verb verb :
                new WriteRequest.Verb[] {WriteRequest.Verb.PAUSE, WriteRequest.Verb.RESUME, WriteRequest.Verb.RESTART
                }) {
            router.post("/v1/pipelines/:name/" + verb.name().toLowerCase(Locale.ROOT))
                    .handler(context -> change(context, verb));
        }
    }

    private void change(RoutingContext context, WriteRequest.Verb verb) {
        NONE.check(context);
        String name = context.pathParam("name");
        ResourceRoutes.pipeline(resources.catalog(), name);
        writer.send(WriteRequest.state(verb, name))
                .compose(answer -> known(name, answer).map(answer))
                .onSuccess(answer -> {
                    if (answer.status() >= 400) {
                        Map<String, Object> problem = new LinkedHashMap<>(answer.body());
                        problem.put("instance", context.request().path());
                        ProblemDetails.answer(context, answer.status(), problem);
                    } else {
                        ResourceRoutes.json(context, answer.body());
                    }
                });
    }

    private Future<Boolean> known(String pipeline, WriteAnswer answer) {
        if (answer.status() >= 400) {
            return Future.succeededFuture(true);
        }
        Instant since = Instant.parse((String) answer.body().get("since"));
        return statuses.until(
                () -> statuses.latest(pipeline)
                        .filter(status -> !status.since().isBefore(since))
                        .isPresent(),
                KNOWN_LIMIT_MILLIS);
    }
}
