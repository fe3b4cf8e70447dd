package dev.millrace.transform;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import dev.millrace.platform.stages.StageHost;
import io.vertx.core.Future;
import java.util.Set;

/** Runs stages of pure steps: filter, map, select, drop, rename. */
public final class TransformService implements Service {

    private final OperatorRegistry operators = OperatorRegistry.onClassPath();
    private Platform platform;
    private String deployment;

    @Override
    public String name() {
        return "transform-service";
    }

    @Override
    public Set<String> steps() {
        return operators.operators();
    }

    @Override
    public Future<Void> start(Platform platform) {
        this.platform = platform;
        return platform.vertx()
                .deployVerticle(new StageHost(name(), platform, operators))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    @Override
    public Future<Void> stop() {
        return deployment == null ? Future.succeededFuture() : platform.vertx().undeploy(deployment);
    }

    public static void main(String[] args) {
        ServiceProcess.run(new TransformService(), args);
    }
}
