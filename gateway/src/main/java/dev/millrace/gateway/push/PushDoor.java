package dev.millrace.gateway.push;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The pushes under way of one HTTP event loop, and the address their outcomes come to. Thread-safe. */
final class PushDoor {

    private static final long SWEEP_MILLIS = 500;

    private final Vertx vertx;
    private final IngestDirectory directory;
    private final String id = UUID.randomUUID().toString();
    private final Map<String, PushExchange> pushes = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private final MessageConsumer<Buffer> outcomes;
    private final long timer;

    PushDoor(Vertx vertx, IngestDirectory directory) {
        this.vertx = vertx;
        this.directory = directory;
        outcomes = vertx.eventBus().consumer("millrace.push.answers." + id, this::outcome);
        timer = vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    }

    /** Completes when outcomes can come in; pushes are to wait for it. */
    Future<Void> ready() {
        return outcomes.completion();
    }

    /** Starts a push for an exchange; on the request's context. */
    Push open(PushExchange exchange, StreamRef stream, PushRequest.Kind kind, boolean atomic) {
        String push = id + "-" + Long.toString(number.incrementAndGet(), Character.MAX_RADIX);
        PushRequest request =
                new PushRequest(stream.stream(), stream.topicId(), kind, atomic, outcomes.address(), push, 0, false);
        pushes.put(push, exchange);
        exchange.onOver(() -> pushes.remove(push, exchange));
        return new Push(vertx, directory, request, stream.partitions(), exchange);
    }

    private void outcome(Message<Buffer> message) {
        PushExchange exchange = pushes.get(message.headers().get(PushProtocol.PUSH));
        if (exchange != null) {
            int sequence = Integer.parseInt(message.headers().get(PushProtocol.SEQUENCE));
            PushOutcome outcome = PushOutcome.decode(message.body());
            exchange.run(() -> exchange.outcome(sequence, outcome));
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        for (PushExchange exchange : pushes.values()) {
            exchange.run(() -> exchange.tick(now));
        }
    }

    Future<Void> stop() {
        vertx.cancelTimer(timer);
        return outcomes.unregister();
    }
}
