package dev.millrace.gateway.subscribe;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.StoredStream;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The streams that somebody subscribes to here, and the threads that read for those who start earlier. Thread-safe. */
final class StreamChannels {

    private static final long IDLE_SECONDS = 10;

    /** A channel and who holds it. Guarded by the outer lock. */
    private static final class Held {
        final StreamChannel channel;
        int holders;
        long linger = -1;

        Held(StreamChannel channel) {
            this.channel = channel;
        }
    }

    private final Platform platform;
    private final SubscribeSettings settings;
    private final ThreadPoolExecutor catchUps;
    private final Map<String, Held> byStream = new HashMap<>();
    private final List<Future<Void>> ending = new ArrayList<>();
    private boolean stopped;

    StreamChannels(Platform platform, SubscribeSettings settings) {
        this.platform = platform;
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        catchUps = new ThreadPoolExecutor(
                settings.catchUpThreads(),
                settings.catchUpThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "millrace-catch-up-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> {
                    // Only after stop(): its subscriber is being closed.
                });
        catchUps.allowCoreThreadTimeOut(true);
    }

    /** The stream's channel, started if it was not, to be {@link #release released} once; null after {@link #stop}. */
    synchronized StreamChannel acquire(StreamRef ref) {
        if (stopped) {
            return null;
        }
        Held held = byStream.get(ref.stream());
        if (held != null && !isSame(held.channel.ref(), ref)) {
            held.channel.releaseAll();
            close(held);
            held = null;
        }
        if (held == null) {
            held = new Held(new StreamChannel(
                    platform,
                    ref,
                    settings,
                    catchUps,
                    () -> !catchUps.getQueue().isEmpty()));
            byStream.put(ref.stream(), held);
            held.channel.start();
        }
        held.holders++;
        platform.vertx().cancelTimer(held.linger);
        return held.channel;
    }

    /** Whether the channel still is its stream's: not once the stream was deleted or changed. */
    synchronized boolean isOpen(StreamChannel channel) {
        Held held = byStream.get(channel.ref().stream());
        return held != null && held.channel == channel;
    }

    /** Gives a channel back; its reader ends when nobody wants it for a while. */
    synchronized void release(StreamChannel channel) {
        Held held = byStream.get(channel.ref().stream());
        if (held == null || held.channel != channel || --held.holders > 0) {
            return;
        }
        if (settings.lingerMillis() == 0) {
            close(held);
        } else {
            held.linger = platform.vertx().setTimer(settings.lingerMillis(), timer -> closeUnused(channel));
        }
    }

    /** Ends what reads streams that are gone or have another topic now. */
    synchronized void follow(Catalog catalog) {
        for (Held held : List.copyOf(byStream.values())) {
            StoredStream now = catalog.streams().get(held.channel.ref().stream());
            if (now == null) {
                held.channel.endAll("deleted");
                close(held);
            } else if (!isSame(now.ref(), held.channel.ref())) {
                held.channel.releaseAll();
                close(held);
            }
        }
    }

    /** Ends all streams so that clients connect again elsewhere; completes when every thread has closed its consumer. */
    synchronized Future<Void> stop() {
        stopped = true;
        for (Held held : List.copyOf(byStream.values())) {
            held.channel.releaseAll();
            close(held);
        }
        catchUps.shutdown();
        Future<Void> idle = platform.vertx()
                .executeBlocking(
                        () -> {
                            catchUps.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
                            return null;
                        },
                        false);
        List<Future<Void>> all = new ArrayList<>(ending);
        all.add(idle);
        return Future.join(all).mapEmpty();
    }

    private synchronized void closeUnused(StreamChannel channel) {
        Held held = byStream.get(channel.ref().stream());
        if (held != null && held.channel == channel && held.holders == 0) {
            close(held);
        }
    }

    private void close(Held held) {
        byStream.remove(held.channel.ref().stream());
        platform.vertx().cancelTimer(held.linger);
        ending.removeIf(Future::isComplete);
        ending.add(held.channel.stop());
    }

    private static boolean isSame(StreamRef one, StreamRef other) {
        return one.topicId().equals(other.topicId()) && one.partitions() == other.partitions();
    }
}
