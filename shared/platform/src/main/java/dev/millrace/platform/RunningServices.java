package dev.millrace.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one process: started all at the same time, as they are in production, stopped in the reverse of the order given, announced in between.
 *
 * <p>Used by one thread, which blocks; the services themselves are called on Vert.x contexts.
 */
public final class RunningServices {

    private static final Logger LOG = LoggerFactory.getLogger(RunningServices.class);
    private static final long STOP_SECONDS = 20;

    private final Platform platform;
    private final List<? extends Service> services;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final PresenceAnnouncer announcer;
    private volatile boolean draining;

    private RunningServices(Platform platform, List<? extends Service> services) {
        this.platform = platform;
        this.services = List.copyOf(services);
        services.forEach(service -> waiting.add(service.name()));
        platform.health().readyWhen("services", this::obstacle);
        announcer = PresenceAnnouncer.start(platform, services);
    }

    /** Services that are to run; from here on the platform is not ready until all of them have started. */
    public static RunningServices of(Platform platform, List<? extends Service> services) {
        return new RunningServices(platform, services);
    }

    /**
     * Starts the services; blocks.
     *
     * @throws StartException with the service's own sentence; those already started have been stopped then
     */
    public RunningServices start() {
        try {
            startAll();
            return this;
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /** Says unready, then drains and stops every service; one that does not end within 20 s is left behind with a warning. */
    public void stop() {
        draining = true;
        List<Service> last = new ArrayList<>(services);
        Collections.reverse(last);
        for (Service service : last) {
            if (waiting.contains(service.name())) {
                continue;
            }
            try {
                await(onContext(service::stop), STOP_SECONDS);
            } catch (ExecutionException e) {
                LOG.warn(
                        "{} did not stop cleanly: {}",
                        service.name(),
                        e.getCause().toString());
            } catch (TimeoutException e) {
                LOG.warn("{} did not stop within {} s", service.name(), STOP_SECONDS);
            }
        }
        announcer.close();
    }

    private void startAll() {
        int limitSeconds = platform.settings().getInt("start.limit", 120);
        // Waits for all of them also when one fails: what has started must be known before it is stopped.
        Future<?> all = Future.join(services.stream()
                .map(service -> onContext(() -> service.start(platform))
                        .onSuccess(done -> waiting.remove(service.name()))
                        .recover(e -> Future.failedFuture(
                                new StartException(service.name() + " could not start: " + e.getMessage(), e))))
                .toList());
        try {
            await(all, limitSeconds);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StartException known ? known : new StartException(e.toString(), e);
        } catch (TimeoutException e) {
            throw new StartException(String.join(", ", waiting) + " did not start within " + limitSeconds + " s", e);
        }
    }

    private Optional<String> obstacle() {
        if (draining) {
            return Optional.of("the process is stopping");
        }
        return waiting.isEmpty() ? Optional.empty() : Optional.of("still starting: " + String.join(", ", waiting));
    }

    private Future<Void> onContext(Supplier<Future<Void>> step) {
        Promise<Void> done = Promise.promise();
        platform.vertx().runOnContext(nothing -> {
            try {
                step.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private static void await(Future<?> future, long seconds) throws ExecutionException, TimeoutException {
        try {
            future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while services start or stop", e);
        }
    }
}
