package dev.millrace.gateway.subscribe;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a stream's ring with what is written from now on, on a thread of its own. When Kafka fails it begins anew after a second, where it
 * was; when its place is gone, at the end: subscribers notice that the ring left them behind and read for themselves.
 */
final class LiveReader {

    private static final Logger log = LoggerFactory.getLogger(LiveReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final String stream;
    private final Supplier<StreamReader> readers;
    private final EventRing ring;
    private final Runnable onMore;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Promise<Void> ended = Promise.promise();
    private volatile StreamReader reader;
    private long[] positions;

    /** @param onMore called on the reader's thread after the ring has changed */
    LiveReader(String stream, Supplier<StreamReader> readers, EventRing ring, Runnable onMore) {
        this.stream = stream;
        this.readers = readers;
        this.ring = ring;
        this.onMore = onMore;
    }

    void start() {
        Thread thread = new Thread(this::run, "millrace-live-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the thread; completes when its consumer is closed. Any thread. */
    Future<Void> stop() {
        stopping.countDown();
        StreamReader current = reader;
        if (current != null) {
            current.wakeUp();
        }
        return ended.future();
    }

    private void run() {
        try {
            while (!isStopping()) {
                readUntilFailure();
            }
        } finally {
            ended.complete();
        }
    }

    private void readUntilFailure() {
        try (StreamReader current = readers.get()) {
            reader = current;
            if (positions == null) {
                positions = current.stableEnd();
                ring.startAt(positions);
                onMore.run();
            }
            current.seek(positions);
            while (!isStopping()) {
                pollInto(current);
            }
        } catch (WakeupException stop) {
            // The loop around this one knows.
        } catch (OffsetOutOfRangeException gone) {
            log.info("the live reader of {} lost its place and goes on at the end: {}", stream, gone.getMessage());
            positions = null;
        } catch (RuntimeException failure) {
            log.warn("reading {} failed, trying again: {}", stream, failure.toString());
            await();
        } finally {
            reader = null;
        }
    }

    private void pollInto(StreamReader current) {
        List<StreamEvent> events = new ArrayList<>();
        current.poll(POLL, null, events);
        long[] after = current.positions();
        if (!java.util.Arrays.equals(after, positions)) {
            positions = after;
            ring.append(events, after);
            onMore.run();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void await() {
        try {
            stopping.await(AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping.countDown();
        }
    }
}
