package dev.millrace.platform.resources;

import dev.millrace.platform.Platform;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Follows {@code millrace.resources}: what every service knows of streams, pipelines and plans. Thread-safe. */
public final class ResourceLog {

    private final TopicFollower follower;
    private final List<Consumer<Catalog>> listeners = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private volatile Catalog catalog = Catalog.EMPTY;
    private boolean complete;

    public ResourceLog(Platform platform) {
        vertx = platform.vertx();
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

    /**
     * Waits until something is known here.
     *
     * @return completes with true then, with false when it still is not after the limit; on the follower's Vert.x context
     */
    public Future<Boolean> until(Predicate<Catalog> known, long limitMillis) {
        Promise<Boolean> promise = Promise.promise();
        Consumer<Catalog> look = now -> {
            if (known.test(now)) {
                promise.tryComplete(true);
            }
        };
        listeners.add(look);
        look.accept(catalog);
        long timer = vertx.setTimer(limitMillis, late -> promise.tryComplete(false));
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            listeners.remove(look);
        });
    }

    public Future<Void> stop() {
        return follower.stop();
    }
}
