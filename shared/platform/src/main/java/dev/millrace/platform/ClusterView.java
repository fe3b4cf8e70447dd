package dev.millrace.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The services that are up, in all processes, from what they announce: one that has been silent for 3 s is left out. Thread-safe.
 *
 * <p>Right after its creation it is empty; complete after a second.
 */
public final class ClusterView {

    private static final long EXPIRES_MILLIS = 3_000;

    private record Heard(Presence presence, long nanos) {}

    private final Map<String, Heard> byService = new ConcurrentHashMap<>();
    private final MessageConsumer<JsonObject> consumer;

    /** Begins to listen; ends with the Vert.x, or with {@link #close}. */
    public ClusterView(Vertx vertx) {
        consumer = vertx.eventBus().consumer(Presence.ADDRESS, message -> {
            Presence presence = Presence.fromJson(message.body());
            byService.put(
                    presence.service() + "@" + presence.instance() + "@" + presence.member(),
                    new Heard(presence, System.nanoTime()));
        });
    }

    /** The services heard of in the last 3 s, ordered by service and instance. */
    public List<Presence> services() {
        long now = System.nanoTime();
        byService.values().removeIf(heard -> now - heard.nanos() > TimeUnit.MILLISECONDS.toNanos(EXPIRES_MILLIS));
        return byService.values().stream()
                .map(Heard::presence)
                .sorted(Comparator.comparing(Presence::service).thenComparing(Presence::instance))
                .toList();
    }

    /** Whether a service of this name is up and ready somewhere. */
    public boolean hasReady(String service) {
        return services().stream().anyMatch(presence -> presence.service().equals(service) && presence.ready());
    }

    /** Stops listening. */
    public Future<Void> close() {
        return consumer.unregister();
    }
}
