package dev.millrace.gateway.http;

import dev.millrace.platform.Platform;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the gateway's HTTP server: HTTP/1.1 and h2c. Errors of any route become problems. */
public final class GatewayServer extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);

    /** Described in the interface, answered with 501 until built. */
    private static final List<String> NOT_BUILT = List.of(
            "/v1/transactions",
            "/v1/tables/*",
            "/v1/connectors/*",
            "/v1/pipelines/:name/tap",
            "/v1/pipelines/:name/dead-letters",
            "/v1/pipelines/:name/dead-letters/*",
            "/v1/breakers",
            "/v1/scaling",
            "/v1/events",
            "/openapi.json",
            "/asyncapi.json");

    private final Platform platform;
    private final Consumer<Router> routes;

    /** @param routes mounts all routes on a router; called once for each event loop */
    public GatewayServer(Platform platform, Consumer<Router> routes) {
        this.platform = platform;
        this.routes = routes;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        routes.accept(router);
        NOT_BUILT.forEach(path -> router.route(path)
                .handler(context -> ProblemDetails.notBuilt(context.request().method() + " "
                                + context.request().path())
                        .send(context)));
        router.route().failureHandler(GatewayServer::failed);
        for (int status : new int[] {404, 405, 406, 413, 415, 500}) {
            router.errorHandler(status, GatewayServer::failed);
        }
        HttpServerOptions options = new HttpServerOptions()
                .setPort(platform.settings().getInt("gateway.port", 8080))
                .setHost(platform.settings().get("gateway.host", "127.0.0.1"))
                .setHttp2ClearTextEnabled(true)
                // There are no WebSockets here: without them no handler of theirs stands before each request.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setIdleTimeout(0);
        return vertx.createHttpServer(options).requestHandler(router).listen();
    }

    private static void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof ProblemException problem) {
            problem.problem().send(context);
            return;
        }
        int status = failure instanceof HttpException http ? http.getStatusCode() : context.statusCode();
        switch (status) {
            case 404 ->
                new ProblemDetails(
                                404,
                                "not-found",
                                "There is no such route",
                                "there is nothing at " + context.request().path())
                        .send(context);
            case 405 ->
                new ProblemDetails(
                                405,
                                "method-not-allowed",
                                "The route does not take this method",
                                context.request().method() + " is not taken at "
                                        + context.request().path())
                        .send(context);
            case 413 ->
                new ProblemDetails(
                                413, "too-large", "The body is too large", "the body is larger than this route takes")
                        .send(context);
            case 400, 406, 415 ->
                new ProblemDetails(status, "bad-request", "The request cannot be understood", String.valueOf(failure))
                        .send(context);
            default -> {
                log.error(
                        "{} {} failed",
                        context.request().method(),
                        context.request().path(),
                        failure);
                new ProblemDetails(500, "internal", "Millrace failed in a way it should not", String.valueOf(failure))
                        .send(context);
            }
        }
    }
}
