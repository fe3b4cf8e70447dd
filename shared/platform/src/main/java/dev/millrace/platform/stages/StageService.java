package dev.millrace.platform.stages;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import io.vertx.core.Future;
import java.util.Set;

/** A service that runs stages: those that plans give to its name, by the operators on its class path. */
public abstract class StageService implements Service {

    private final String name;
    private final OperatorRegistry operators = OperatorRegistry.onClassPath();
    private Platform platform;
    private String deployment;

    protected StageService(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> steps() {
        return operators.operators();
    }

    @Override
    public Future<Void> start(Platform on) {
        platform = on;
        return platform.vertx()
                .deployVerticle(new StageHost(name, platform, operators))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    @Override
    public Future<Void> stop() {
        return deployment == null ? Future.succeededFuture() : platform.vertx().undeploy(deployment);
    }
}
