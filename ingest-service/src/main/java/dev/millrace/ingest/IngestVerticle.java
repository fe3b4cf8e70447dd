package dev.millrace.ingest;

import dev.millrace.platform.Platform;
import dev.millrace.platform.WorkerVerticle;
import dev.millrace.platform.push.PushLoad;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StoredStream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pushes from the event bus and writes them to Kafka.
 *
 * <p>The verticle's context accepts or refuses messages and sends outcomes; its own thread checks events and hands them to an idempotent
 * producer, in the order they were accepted. What is accepted and not answered for is bounded by {@code ingest.queue.bytes}.
 */
final class IngestVerticle extends WorkerVerticle {

    private static final Logger LOG = LoggerFactory.getLogger(IngestVerticle.class);
    private static final int DEFAULT_QUEUE_BYTES = 32 << 20;

    private final Platform platform;
    private final ResourceLog resources;
    private final String name;
    private final String address;
    private final int queueBytes;
    private final PushOrder order = new PushOrder();
    private final BlockingQueue<Optional<QueuedPush>> queue = new LinkedBlockingQueue<>();
    private final AtomicLong load = new AtomicLong();
    private MessageConsumer<Buffer> pushes;
    private MessageConsumer<Object> asked;
    private long timer;
    private AtomicVerticle atomic;
    private boolean kafkaAway;
    private boolean draining;

    /** @param number of this verticle in its process, from 0 */
    IngestVerticle(Platform platform, ResourceLog resources, int number) {
        super("millrace-ingest-" + number);
        this.platform = platform;
        this.resources = resources;
        this.name = "millrace.ingest_" + platform.instance() + "_" + number;
        // A restarted verticle is another address: nobody takes its answers for those of the one before.
        this.address = name + "_" + UUID.randomUUID();
        this.queueBytes = platform.settings().getInt("ingest.queue.bytes", DEFAULT_QUEUE_BYTES);
    }

    @Override
    public Future<?> start() throws Exception {
        pushes = vertx.eventBus().consumer(address, this::accept);
        asked = vertx.eventBus().consumer(PushProtocol.ASK, message -> announce());
        timer = vertx.setPeriodic(PushProtocol.ANNOUNCE_MILLIS, tick -> announce());
        Future<?> thread = super.start();
        return pushes.completion().compose(nothing -> asked.completion()).compose(nothing -> {
            announce();
            return thread;
        });
    }

    @Override
    public Future<?> stop() throws Exception {
        draining = true;
        vertx.cancelTimer(timer);
        announce();
        return Future.join(pushes.unregister(), asked.unregister()).transform(left -> {
            try {
                return super.stop();
            } catch (Exception e) {
                return Future.failedFuture(e);
            }
        });
    }

    private void announce() {
        kafkaAway = platform.health().obstacles().containsKey("kafka");
        vertx.eventBus()
                .publish(PushProtocol.LOADS, new PushLoad(address, draining ? PushLoad.GONE : load.get()).encode());
    }

    private void accept(Message<Buffer> message) {
        PushRequest request;
        try {
            request = PushRequest.of(message.headers());
        } catch (IllegalArgumentException e) {
            message.fail(PushProtocol.REFUSED, e.getMessage());
            return;
        }
        StoredStream stream = resources.catalog().streams().get(request.stream());
        int size = message.body().length();
        if (stream == null || !stream.ref().topicId().equals(request.topicId())) {
            order.breakOff(request);
            message.fail(PushProtocol.NOT_FOUND, "there is no stream \"" + request.stream() + "\" here");
        } else if (draining || kafkaAway || load.get() > 0 && load.get() + size > queueBytes) {
            order.breakOff(request);
            message.fail(
                    PushProtocol.REFUSED,
                    draining
                            ? "the ingest-service is stopping"
                            : kafkaAway ? "Kafka does not answer" : "the ingest-service has too much to write");
        } else if (!order.takes(request)) {
            message.fail(PushProtocol.REFUSED, "a message of this push before this one was not taken");
        } else {
            load.addAndGet(size);
            boolean alone = request.isAlone();
            take(new QueuedPush(request, stream.ref(), message.body().getBytes(), alone ? message : null));
            if (!alone) {
                message.reply(null);
            }
        }
    }

    private void take(QueuedPush push) {
        if (!push.request().atomic()) {
            queue.add(Optional.of(push));
            return;
        }
        if (atomic == null) {
            atomic = new AtomicVerticle(platform.kafka(), name, this::done);
            // Ends with this verticle, because it is deployed from its context.
            vertx.deployVerticle(atomic).onFailure(e -> LOG.error("the thread for atomic pushes did not start", e));
        }
        atomic.add(push);
    }

    @Override
    protected void wakeUp() {
        queue.add(Optional.empty());
    }

    @Override
    protected void runLoop() throws InterruptedException {
        // Closing waits until Kafka has answered for what was handed over.
        try (KafkaProducer<byte[], byte[]> producer = IngestProducers.idempotent(platform.kafka(), name)) {
            while (!isStopping() || !queue.isEmpty()) {
                Optional<QueuedPush> push = queue.take();
                if (push.isPresent()) {
                    write(producer, push.get());
                }
            }
        }
    }

    private void write(KafkaProducer<byte[], byte[]> producer, QueuedPush push) {
        if (order.isBroken(push.request())) {
            done(push, PushOutcome.failed(PushOutcome.Failure.UNAVAILABLE, "an earlier part of this push failed"));
            return;
        }
        try {
            EventWriter.write(producer, push, outcome -> done(push, outcome));
        } catch (RuntimeException e) {
            LOG.error("writing to stream {} failed", push.stream().stream(), e);
            done(push, PushOutcome.failed(PushOutcome.Failure.UNKNOWN, "writing failed: " + e));
        }
    }

    private void done(QueuedPush push, PushOutcome outcome) {
        PushRequest request = push.request();
        if (outcome.failure() != PushOutcome.Failure.NONE) {
            order.breakOff(request);
        }
        load.addAndGet(-push.body().length);
        context.runOnContext(nothing -> {
            if (push.message() != null) {
                push.message().reply(outcome.encode());
            } else {
                tell(request, outcome);
            }
        });
    }

    private void tell(PushRequest request, PushOutcome outcome) {
        vertx.eventBus()
                .send(
                        request.answerTo(),
                        outcome.encode(),
                        new DeliveryOptions()
                                .addHeader(PushProtocol.PUSH, request.push())
                                .addHeader(PushProtocol.SEQUENCE, Integer.toString(request.sequence())));
    }
}
