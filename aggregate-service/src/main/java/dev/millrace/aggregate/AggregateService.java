package dev.millrace.aggregate;

import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import io.vertx.core.Future;
import java.util.Set;

/** Windows, aggregates, joins and tables; it runs no steps yet, but holds its share of the cluster's data. */
public final class AggregateService implements Service {

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new AggregateService(), args);
    }

    @Override
    public String name() {
        return "aggregate-service";
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
