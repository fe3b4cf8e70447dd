package dev.millrace.gateway.subscribe;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;

/** A stream as this gateway reads it: one ring, one live reader, and those who subscribe. Thread-safe. */
final class StreamChannel {

    private static final int LIVE_FETCH_BYTES = 4 << 20;
    private static final int LIVE_POLL_RECORDS = 1_000;
    private static final int CATCH_UP_FETCH_BYTES = 1 << 20;
    private static final int CATCH_UP_POLL_RECORDS = 500;

    private final Platform platform;
    private final StreamRef ref;
    private final long topicId;
    private final EventRing ring;
    private final LoopWakeups wakeups = new LoopWakeups();
    private final LiveReader live;
    private final Executor catchUps;
    private final BooleanSupplier catchUpsWait;

    StreamChannel(
            Platform platform,
            StreamRef ref,
            SubscribeSettings settings,
            Executor catchUps,
            BooleanSupplier catchUpsWait) {
        this.platform = platform;
        this.ref = ref;
        this.topicId = topicId(ref);
        this.ring = new EventRing(topicId, settings.ringBytes(), settings.ringRows());
        this.live =
                new LiveReader(ref.stream(), () -> reader(LIVE_FETCH_BYTES, LIVE_POLL_RECORDS), ring, wakeups::wake);
        this.catchUps = catchUps;
        this.catchUpsWait = catchUpsWait;
    }

    /** The first 8 bytes of the topic's id, as cursors have it. */
    static long topicId(StreamRef ref) {
        return Uuid.fromString(ref.topicId()).getMostSignificantBits();
    }

    StreamRef ref() {
        return ref;
    }

    long topicId() {
        return topicId;
    }

    EventRing ring() {
        return ring;
    }

    void start() {
        live.start();
    }

    /** Ends the live reader; completes when its thread has closed its consumer. */
    Future<Void> stop() {
        return live.stop();
    }

    /** Adds a subscriber; on its event loop. */
    void add(Subscription subscription, Context context) {
        wakeups.add(subscription, context);
    }

    /** Takes a subscriber out; on its event loop. */
    void remove(Subscription subscription) {
        wakeups.remove(subscription);
    }

    /** Ends every subscriber's answer with {@code event: end}. */
    void endAll(String reason) {
        wakeups.forEach(subscription -> subscription.end(reason));
    }

    /** Closes every subscriber's connection, so that clients connect again and read on. */
    void releaseAll() {
        wakeups.forEach(Subscription::release);
    }

    /** Begins to read Kafka for one subscriber, when a thread is free. */
    CatchUp catchUp(long[] from, byte[] key, Runnable onMore) {
        Supplier<StreamReader> readers = () -> reader(CATCH_UP_FETCH_BYTES, CATCH_UP_POLL_RECORDS);
        CatchUp catchUp = new CatchUp(readers, ring, from, key, catchUpsWait, onMore);
        catchUps.execute(catchUp);
        return catchUp;
    }

    private StreamReader reader(int fetchBytes, int pollRecords) {
        return new StreamReader(platform, ref.stream(), ref.partitions(), fetchBytes, pollRecords);
    }
}
