package dev.millrace.ingest;

import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The way of events into Kafka: takes pushes that gateways hand over (see {@link dev.millrace.platform.push.PushProtocol}), checks every
 * event and writes it.
 *
 * <p>Settings: {@code ingest.verticles} (one for two cores, at least 1), {@code ingest.queue.bytes} (what a verticle holds at most before it
 * refuses, 32 MiB).
 */
public final class IngestService implements Service {

    private final List<String> deployments = new ArrayList<>();
    private Platform platform;
    private ResourceLog resources;

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new IngestService(), args);
    }

    @Override
    public String name() {
        return "ingest-service";
    }

    @Override
    public Set<String> steps() {
        return Set.of();
    }

    @Override
    public Future<Void> start(Platform given) {
        platform = given;
        resources = new ResourceLog(given);
        int verticles = given.settings()
                .getInt("ingest.verticles", Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        if (verticles < 1) {
            return Future.failedFuture("setting ingest.verticles must be at least 1, not " + verticles);
        }
        Future<Void> started = SystemTopics.ensure(given).compose(nothing -> resources.start());
        for (int n = 0; n < verticles; n++) {
            int number = n;
            started = started.compose(
                            nothing -> given.vertx().deployVerticle(new IngestVerticle(given, resources, number)))
                    .onSuccess(deployments::add)
                    .mapEmpty();
        }
        return started;
    }

    @Override
    public Future<Void> stop() {
        return Future.join(deployments.stream()
                        .map(id -> platform.vertx().undeploy(id))
                        .toList())
                .eventually(resources::stop)
                .mapEmpty();
    }
}
