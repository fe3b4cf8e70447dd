package dev.millrace.platform.resources;

import dev.millrace.platform.Platform;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a compacted topic of one partition from its start and goes on reading. Its records are few, so the Vert.x client does. Records are
 * given one after the other on a Vert.x context.
 */
public final class TopicFollower {

    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final Platform platform;
    private final TopicPartition partition;
    private final BiConsumer<String, byte[]> onRecord;
    private final Promise<Void> reached = Promise.promise();
    private KafkaConsumer<byte[], byte[]> consumer;
    private long end;
    private volatile boolean stopped;

    /**
     * @param onRecord given key and value of each record; the value is null where the key was deleted; throws {@link IllegalStateException}
     *     for a record this version cannot read, which fails the start
     */
    public TopicFollower(Platform platform, String topic, BiConsumer<String, byte[]> onRecord) {
        this.platform = platform;
        this.partition = new TopicPartition(topic, 0);
        this.onRecord = onRecord;
    }

    /** Begins to read; completes when all records that are committed now have been given. */
    public Future<Void> start() {
        Map<String, String> settings = new HashMap<>();
        platform.kafka().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("fetch.max.wait.ms", "1000");
        consumer = KafkaConsumer.create(platform.vertx(), settings, byte[].class, byte[].class);
        consumer.assign(partition)
                .compose(nothing -> endOffset())
                .onSuccess(offset -> {
                    end = offset;
                    poll();
                })
                .onFailure(reached::tryFail);
        return reached.future();
    }

    private Future<Long> endOffset() {
        var kafka = new org.apache.kafka.common.TopicPartition(partition.getTopic(), partition.getPartition());
        return SystemTopics.future(platform.admin()
                        .listOffsets(
                                Map.of(kafka, OffsetSpec.latest()),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .partitionResult(kafka))
                .map(result -> result.offset());
    }

    private void poll() {
        if (stopped) {
            return;
        }
        consumer.poll(POLL)
                .compose(records -> {
                    for (int i = 0; i < records.size(); i++) {
                        var record = records.recordAt(i);
                        onRecord.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
                    }
                    return reached.future().isComplete() ? Future.succeededFuture() : checkPosition();
                })
                .onSuccess(nothing -> poll())
                .onFailure(e -> {
                    if (e instanceof IllegalStateException unreadable && reached.tryFail(unreadable)) {
                        log.error("{} cannot be read", partition.getTopic(), e);
                    } else if (!stopped) {
                        log.warn("reading {} failed, trying again: {}", partition.getTopic(), e.toString());
                        platform.vertx().setTimer(AFTER_FAILURE_MILLIS, timer -> poll());
                    }
                });
    }

    private Future<Void> checkPosition() {
        return consumer.position(partition)
                .onSuccess(position -> {
                    if (position >= end) {
                        reached.tryComplete();
                    }
                })
                .mapEmpty();
    }

    public Future<Void> stop() {
        stopped = true;
        return consumer == null ? Future.succeededFuture() : consumer.close();
    }
}
