package dev.millrace.transform;

import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import io.vertx.core.Future;
import java.util.Set;

/** Stages of pure steps; it runs none yet. */
public final class TransformService implements Service {

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new TransformService(), args);
    }

    @Override
    public String name() {
        return "transform-service";
    }

    @Override
    public Set<String> steps() {
        return Set.of();
    }

    @Override
    public Future<Void> start(Platform platform) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        return Future.succeededFuture();
    }
}
