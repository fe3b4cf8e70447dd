package dev.millrace.platform;

import io.vertx.core.Future;
import java.util.Set;

/** A service that does nothing but remember whether it was stopped. */
final class Idle implements Service {

    private final String name;
    private final boolean holdsData;
    volatile boolean stopped;

    Idle(String name, boolean holdsData) {
        this.name = name;
        this.holdsData = holdsData;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> steps() {
        return Set.of("filter", "map");
    }

    @Override
    public Future<Void> start(Platform platform) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    @Override
    public boolean holdsData() {
        return holdsData;
    }
}
