package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this gateway the one that writes resources while it owns the partition of {@code millrace.lead}, and only then listens on the
 * event bus for what gateways want written. The writer itself works on a thread of its own.
 */
public final class Lead extends VerticleBase {

    /** Where the leading gateway takes requests. */
    static final String ADDRESS = "millrace.resources.write";

    private static final Logger log = LoggerFactory.getLogger(Lead.class);
    private static final String ALIVE = "millrace.resources.leader";
    private static final long TRY_AGAIN_MILLIS = 1_000;
    private static final long ALIVE_MILLIS = 1_000;
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Platform platform;
    private final StatusLog statuses;
    private WorkerExecutor thread;
    private KafkaConsumer<byte[], byte[]> membership;
    private MessageConsumer<JsonObject> requests;
    private ResourceWriter writer;
    private boolean leading;
    private volatile long heardNanos;
    private volatile boolean heard;

    /** @param statuses where the writer says what it brought about; started */
    public Lead(Platform platform, StatusLog statuses) {
        this.platform = platform;
        this.statuses = statuses;
    }

    @Override
    public Future<?> start() {
        vertx.eventBus().consumer(ALIVE, message -> {
            heardNanos = System.nanoTime();
            heard = true;
        });
        vertx.setPeriodic(ALIVE_MILLIS, timer -> announce());
        platform.health().readyWhen("gateway.leader", this::obstacle);
        thread = vertx.createSharedWorkerExecutor("millrace-resource-writer", 1, 10, TimeUnit.MINUTES);
        Map<String, String> settings = new HashMap<>();
        platform.kafka().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        settings.put("group.id", SystemTopics.LEAD);
        settings.put("group.instance.id", SystemTopics.LEAD + "_" + platform.instance());
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "2000");
        settings.put("auto.offset.reset", "latest");
        settings.put("enable.auto.commit", "false");
        membership = KafkaConsumer.create(vertx, settings, byte[].class, byte[].class);
        membership.exceptionHandler(e -> log.warn("the leadership of resources is not certain: {}", e.toString()));
        membership.partitionsAssignedHandler(partitions -> context.runOnContext(nothing -> {
            if (!partitions.isEmpty()) {
                leading = true;
                open();
            }
        }));
        membership.partitionsRevokedHandler(partitions -> context.runOnContext(nothing -> {
            if (!partitions.isEmpty()) {
                leading = false;
                close();
            }
        }));
        membership.handler(record -> log.debug("{} holds no records", SystemTopics.LEAD));
        return membership.subscribe(SystemTopics.LEAD);
    }

    private void announce() {
        if (writer != null) {
            vertx.eventBus().publish(ALIVE, "");
        }
    }

    private Optional<String> obstacle() {
        boolean known = heard && System.nanoTime() - heardNanos < SILENT_NANOS;
        return known ? Optional.empty() : Optional.of("no gateway writes resources yet");
    }

    private void open() {
        if (!leading || writer != null) {
            return;
        }
        thread.executeBlocking(() -> new ResourceWriter(platform, statuses))
                .onSuccess(opened -> {
                    writer = opened;
                    requests = vertx.eventBus().consumer(ADDRESS, this::handle);
                    announce();
                    log.info("this gateway writes resources");
                })
                .onFailure(e -> {
                    log.warn("this gateway leads but cannot write resources yet: {}", e.toString());
                    vertx.setTimer(TRY_AGAIN_MILLIS, timer -> open());
                });
    }

    private void handle(Message<JsonObject> message) {
        WriteRequest request = WriteRequest.fromJson(message.body());
        ResourceWriter current = writer;
        thread.executeBlocking(() -> current.handle(request))
                .onSuccess(answer -> message.reply(answer.toJson()))
                .onFailure(e -> {
                    log.warn("a change of resources failed", e);
                    message.reply(WriteAnswer.of(failure(e)).toJson());
                    // What the broker knows now is found out by a new writer.
                    close().onComplete(closed -> open());
                });
    }

    private static ProblemDetails failure(Throwable e) {
        return e instanceof KafkaException
                ? ProblemDetails.outcomeUnknown(
                        "Kafka failed while the change was carried out: " + e.getMessage() + "; apply it again")
                : new ProblemDetails(500, "internal", "Millrace failed in a way it should not", e.toString());
    }

    private Future<Void> close() {
        ResourceWriter closing = writer;
        writer = null;
        Future<Void> deaf = requests == null ? Future.succeededFuture() : requests.unregister();
        requests = null;
        if (closing == null) {
            return deaf;
        }
        return deaf.eventually(() -> thread.executeBlocking(() -> {
            closing.close();
            return null;
        }));
    }

    @Override
    public Future<?> stop() {
        leading = false;
        return close().eventually(() -> membership.close()).eventually(() -> thread.close());
    }
}
