package dev.millrace.platform.stages;

import dev.millrace.engine.io.StageRunner;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells the workers of a stage how far the slowest of the others has come, so that none reads a backlog far ahead of them: those of this process
 * directly, those of other processes over the event bus, where a message may be lost, as the next one replaces it. What a process said
 * is forgotten after some seconds. On the context it was made on.
 */
final class Paces {

    /** The event-bus address, followed by the service: each runs stages of its own, also where several are one process. */
    private static final String ADDRESS = "millrace.paces.";

    private static final long NONE = Long.MAX_VALUE;
    private static final long EVERY_MILLIS = 100;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * What another process said.
     *
     * @param slowest by stage, how far its slowest partition with waiting events has come; stages where none waits are left out
     */
    private record Said(Map<String, Long> slowest, long nanos) {}

    private final Vertx vertx;
    private final String address;
    private final String instance;
    private final Supplier<Collection<? extends Collection<StageRunner>>> stages;
    /** By instance. */
    private final Map<String, Said> said = new HashMap<>();

    private boolean toldNothing = true;
    private final MessageConsumer<JsonObject> consumer;
    private final long timer;

    /** @param stages the workers of this process, those of one stage together */
    Paces(
            Vertx vertx,
            String service,
            String instance,
            Supplier<Collection<? extends Collection<StageRunner>>> stages) {
        this.vertx = vertx;
        this.address = ADDRESS + service;
        this.instance = instance;
        this.stages = stages;
        this.consumer = vertx.eventBus().consumer(address, this::heard);
        this.timer = vertx.setPeriodic(EVERY_MILLIS, nothing -> turn());
    }

    private void heard(Message<JsonObject> message) {
        String from = message.body().getString("instance");
        if (!from.equals(instance)) {
            Map<String, Long> slowest = new HashMap<>();
            message.body()
                    .getJsonObject("slowest")
                    .forEach(entry -> slowest.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
            said.put(from, new Said(slowest, System.nanoTime()));
        }
    }

    private void turn() {
        long now = System.nanoTime();
        said.values().removeIf(word -> now - word.nanos > KEPT_NANOS);
        JsonObject slowest = new JsonObject();
        for (Collection<StageRunner> workers : stages.get()) {
            StageRunner first = workers.isEmpty() ? null : workers.iterator().next();
            if (first != null && first.isAligned()) {
                String stage = first.stage().id();
                long here = tell(stage, workers);
                if (here != NONE) {
                    slowest.put(stage, here);
                }
            }
        }
        // That nothing waits any more is said once: others may be held because something did.
        if (!slowest.isEmpty() || !toldNothing) {
            vertx.eventBus()
                    .publish(address, new JsonObject().put("instance", instance).put("slowest", slowest));
        }
        toldNothing = slowest.isEmpty();
    }

    /** Tells the workers of one stage; how far the slowest of them has come. */
    private long tell(String stage, Collection<StageRunner> workers) {
        long others = NONE;
        for (Said word : said.values()) {
            others = Math.min(others, word.slowest.getOrDefault(stage, NONE));
        }
        long here = NONE;
        for (StageRunner worker : workers) {
            long elsewhere = others;
            for (StageRunner other : workers) {
                if (other != worker) {
                    elsewhere = Math.min(elsewhere, other.slowestMillis());
                }
            }
            worker.slowestElsewhere(elsewhere);
            here = Math.min(here, worker.slowestMillis());
        }
        return here;
    }

    void close() {
        vertx.cancelTimer(timer);
        consumer.unregister();
    }
}
