package dev.millrace.cep;

import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import io.vertx.core.Future;
import java.util.Set;

/** Sequence detection, rules, anomaly and scoring; it runs no steps yet, but holds its share of the cluster's data. */
public final class CepService implements Service {

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new CepService(), args);
    }

    @Override
    public String name() {
        return "cep-service";
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

    @Override
    public boolean holdsData() {
        return true;
    }
}
