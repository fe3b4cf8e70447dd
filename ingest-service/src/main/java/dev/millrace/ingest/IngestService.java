package dev.millrace.ingest;

import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import io.vertx.core.Future;
import java.util.Set;

/** The way of events into Kafka; it takes none yet. */
public final class IngestService implements Service {

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
    public Future<Void> start(Platform platform) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        return Future.succeededFuture();
    }
}
