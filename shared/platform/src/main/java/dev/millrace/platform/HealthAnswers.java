package dev.millrace.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The routes {@code /health/live}, {@code /health/ready} and {@code /metrics}, for the health server of a process and for the gateway's own.
 *
 * <p>Live: one of the process's event loops runs a task within 2 s, a different loop each time. Ready: 200, or 503 with every obstacle by name.
 */
public final class HealthAnswers {

    private static final long LOOP_MILLIS = 2_000;

    private final Supplier<Platform> platform;

    private HealthAnswers(Supplier<Platform> platform) {
        this.platform = platform;
    }

    /** Adds the routes of a started platform. */
    public static void mount(Router router, Platform platform) {
        mount(router, () -> platform);
    }

    /** Adds the routes of a platform that may not be there yet: then live, unready and without metrics. */
    static void mount(Router router, Supplier<Platform> platform) {
        HealthAnswers answers = new HealthAnswers(platform);
        router.get("/health/live").handler(answers::live);
        router.get("/health/ready").handler(answers::ready);
        router.get("/metrics").handler(answers::metrics);
    }

    private void live(RoutingContext request) {
        Platform started = platform.get();
        Future<Void> loop = started == null ? Future.succeededFuture() : runOnALoop(started.vertx(), request.vertx());
        loop.onSuccess(ran -> answer(request, 200, new JsonObject().put("status", "live")))
                .onFailure(e -> answer(
                        request,
                        503,
                        new JsonObject().put("status", "stuck").put("detail", "an event loop ran nothing for 2 s")));
    }

    private static Future<Void> runOnALoop(Vertx checked, Vertx own) {
        Promise<Void> ran = Promise.promise();
        // Asked from a thread without a context, Vert.x takes its loops in turn.
        own.executeBlocking(() -> checked)
                .onSuccess(vertx -> vertx.runOnContext(nothing -> ran.tryComplete()))
                .onFailure(ran::tryFail);
        return ran.future().timeout(LOOP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ready(RoutingContext request) {
        Platform started = platform.get();
        Map<String, String> obstacles = started == null
                ? Map.of("start", "the process is starting")
                : started.health().obstacles();
        JsonObject body = new JsonObject().put("status", obstacles.isEmpty() ? "ready" : "unready");
        if (!obstacles.isEmpty()) {
            JsonObject named = new JsonObject();
            obstacles.forEach(named::put);
            body.put("obstacles", named);
        }
        answer(request, obstacles.isEmpty() ? 200 : 503, body);
    }

    private void metrics(RoutingContext request) {
        Platform started = platform.get();
        request.vertx()
                .executeBlocking(() -> started == null ? "" : started.metricsText(), false)
                .onSuccess(text -> request.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(text))
                .onFailure(request::fail);
    }

    private static void answer(RoutingContext request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }
}
