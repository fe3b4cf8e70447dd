package dev.millrace.platform;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers health and metrics of a service process on {@code health.host} (127.0.0.1) and {@code health.port} (8081; 0 = a free one).
 *
 * <p>It has a Vert.x of its own with one event loop, so that it answers before the platform has joined the cluster and while a loop of the platform is stuck.
 */
final class HealthServer implements AutoCloseable {

    private static final long LIMIT_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;
    private volatile Platform platform;

    private HealthServer(String host, int port) {
        vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        Router router = Router.router(vertx);
        HealthAnswers.mount(router, () -> platform);
        try {
            server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new StartException(
                    "the health server cannot listen on " + host + ":" + port + " (set MILLRACE_HEALTH_PORT): "
                            + (e.getCause() == null ? "no answer" : e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while starting the health server", e);
        }
    }

    /**
     * Listens; blocks for a moment.
     *
     * @throws StartException when the port is in use
     */
    static HealthServer start(Settings settings) {
        return new HealthServer(settings.get("health.host", "127.0.0.1"), settings.getInt("health.port", 8081));
    }

    /** From now on the answers are this platform's. */
    void answerFor(Platform started) {
        platform = started;
    }

    int port() {
        return server.actualPort();
    }

    /** Stops answering; blocks until the port is free. */
    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
