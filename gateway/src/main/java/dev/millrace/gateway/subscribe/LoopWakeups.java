package dev.millrace.gateway.subscribe;

import io.vertx.core.Context;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Wakes the subscribers of a stream: one task per event loop and batch, however many subscribers there are. Thread-safe. */
final class LoopWakeups {

    private static final class Loop {
        final Context context;
        final AtomicBoolean isWoken = new AtomicBoolean();
        final Set<Subscription> subscriptions = new LinkedHashSet<>(); // its event loop only
        List<Subscription> copy; // of those, until they change

        Loop(Context context) {
            this.context = context;
        }

        void each(Consumer<Subscription> action) {
            if (copy == null) {
                copy = List.copyOf(subscriptions);
            }
            copy.forEach(action);
        }
    }

    private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();

    /** Adds a subscriber; on its event loop. */
    void add(Subscription subscription, Context context) {
        Loop loop = loops.computeIfAbsent(Thread.currentThread(), thread -> new Loop(context));
        loop.subscriptions.add(subscription);
        loop.copy = null;
    }

    /** Takes a subscriber out; on its event loop. */
    void remove(Subscription subscription) {
        Loop loop = loops.get(Thread.currentThread());
        if (loop != null) {
            loop.subscriptions.remove(subscription);
            loop.copy = null;
        }
    }

    /** Lets every subscriber look for more, soon; any thread. */
    void wake() {
        for (Loop loop : loops.values()) {
            if (loop.isWoken.compareAndSet(false, true)) {
                loop.context.runOnContext(nothing -> {
                    loop.isWoken.set(false);
                    loop.each(Subscription::pump);
                });
            }
        }
    }

    /** Does something with every subscriber, on its event loop; any thread. */
    void forEach(Consumer<Subscription> action) {
        loops.values().forEach(loop -> loop.context.runOnContext(nothing -> loop.each(action)));
    }
}
