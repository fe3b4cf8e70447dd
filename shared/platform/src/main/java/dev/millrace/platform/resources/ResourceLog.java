package dev.millrace.platform.resources;

import dev.millrace.platform.Platform;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Follows {@code millrace.resources}: what every service knows of streams, pipelines and plans. Thread-safe. */
public final class ResourceLog {

    private final TopicFollower follower;
    private final List<Consumer<Catalog>> listeners = new CopyOnWriteArrayList<>();
    private volatile Catalog catalog = Catalog.EMPTY;
    private boolean complete;

    public ResourceLog(Platform platform) {
        follower = new TopicFollower(platform, SystemTopics.RESOURCES, (key, value) -> {
            catalog = ResourceRecords.apply(catalog, key, value);
            if (complete) {
                listeners.forEach(listener -> listener.accept(catalog));
            }
        });
    }

    /** Completes when everything that is committed now is in {@link #catalog}; listeners are called from then on, first with that. */
    public Future<Void> start() {
        return follower.start().onSuccess(nothing -> {
            complete = true;
            listeners.forEach(listener -> listener.accept(catalog));
        });
    }

    /** The latest state known here; gateways and services learn of changes some milliseconds after they were made. */
    public Catalog catalog() {
        return catalog;
    }

    /** Calls the listener after each change, on the follower's Vert.x context. */
    public void onChange(Consumer<Catalog> listener) {
        listeners.add(listener);
    }

    public Future<Void> stop() {
        return follower.stop();
    }
}
