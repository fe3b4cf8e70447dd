package dev.millrace.gateway;

import dev.millrace.platform.HealthAnswers;
import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Set;

/** The door; so far it answers health and metrics only. */
public final class GatewayService implements Service {

    private HttpServer server;

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new GatewayService(), args);
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Set<String> steps() {
        return Set.of();
    }

    @Override
    public Future<Void> start(Platform platform) {
        Router router = Router.router(platform.vertx());
        HealthAnswers.mount(router, platform);
        server = platform.vertx().createHttpServer().requestHandler(router);
        return server.listen(
                        platform.settings().getInt("gateway.port", 8080),
                        platform.settings().get("gateway.host", "127.0.0.1"))
                .mapEmpty();
    }

    @Override
    public Future<Void> stop() {
        return server.close();
    }
}
