package dev.millrace.platform.resources;

import dev.millrace.platform.Platform;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Follows and writes {@code millrace.status}: states of pipelines that outlive processes. Thread-safe. */
public final class StatusLog {

    private final Platform platform;
    private final TopicFollower follower;
    private final Map<String, PipelineStatus> statuses = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private KafkaProducer<byte[], byte[]> producer;

    public StatusLog(Platform platform) {
        this.platform = platform;
        this.follower = new TopicFollower(platform, SystemTopics.STATUS, (pipeline, value) -> {
            if (value == null) {
                statuses.remove(pipeline);
            } else {
                statuses.put(pipeline, PipelineStatus.fromBytes(value));
            }
            listeners.forEach(Runnable::run);
        });
    }

    /** Completes when all that was said so far is known. */
    public Future<Void> start() {
        return follower.start();
    }

    /** What was said last of a pipeline's generation. */
    public Optional<PipelineStatus> of(String pipeline, int generation) {
        return Optional.ofNullable(statuses.get(pipeline)).filter(status -> status.generation() == generation);
    }

    /** What was said last of a pipeline, whatever the generation. */
    public Optional<PipelineStatus> latest(String pipeline) {
        return Optional.ofNullable(statuses.get(pipeline));
    }

    /**
     * Waits until something is known here.
     *
     * @param known asked now and after each change
     * @return completes with true then, with false when it still is not after the limit
     */
    public Future<Boolean> until(BooleanSupplier known, long limitMillis) {
        Promise<Boolean> promise = Promise.promise();
        Runnable look = () -> {
            if (known.getAsBoolean()) {
                promise.tryComplete(true);
            }
        };
        listeners.add(look);
        look.run();
        long timer = platform.vertx().setTimer(limitMillis, late -> promise.tryComplete(false));
        return promise.future().onComplete(done -> {
            platform.vertx().cancelTimer(timer);
            listeners.remove(look);
        });
    }

    /** Calls the listener after each change, on the follower's Vert.x context. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Says something of a pipeline; completes when all in-sync replicas have it. */
    public Future<Void> say(String pipeline, PipelineStatus status) {
        return write(pipeline, status.toBytes());
    }

    /** Forgets a pipeline. */
    public Future<Void> forget(String pipeline) {
        return write(pipeline, null);
    }

    private Future<Void> write(String pipeline, byte[] value) {
        byte[] key = pipeline.getBytes(StandardCharsets.UTF_8);
        return producer()
                .send(KafkaProducerRecord.create(SystemTopics.STATUS, key, value))
                .mapEmpty();
    }

    /** Made when first needed: most processes never say anything. */
    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, String> settings = new HashMap<>();
            platform.kafka().forEach((name, value) -> settings.put(name, String.valueOf(value)));
            settings.put("acks", "all");
            settings.put("buffer.memory", String.valueOf(1 << 20));
            producer = KafkaProducer.create(platform.vertx(), settings, byte[].class, byte[].class);
        }
        return producer;
    }

    public synchronized Future<Void> stop() {
        Future<Void> closed = producer == null ? Future.succeededFuture() : producer.close();
        return Future.all(closed, follower.stop()).mapEmpty();
    }
}
