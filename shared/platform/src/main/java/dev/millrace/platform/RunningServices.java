package dev.millrace.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
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
 * The services of one process: started in the order given, stopped in the reverse order, announced in between.
 *
 * <p>Used by one thread, which blocks; the services themselves are called on Vert.x contexts.
 */
public final class RunningServices {

    private static final Logger LOG = LoggerFactory.getLogger(RunningServices.class);
    private static final long STOP_SECONDS = 20;

    private final Platform platform;
    private final List<Service> started = new ArrayList<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final PresenceAnnouncer announcer;
    private volatile boolean draining;

    private RunningServices(Platform platform, List<? extends Service> services) {
        this.platform = platform;
        services.forEach(service -> waiting.add(service.name()));
        platform.health().readyWhen("services", this::obstacle);
        announcer = PresenceAnnouncer.start(platform, services);
    }

    /**
     * Starts the services one after the other.
     *
     * @throws StartException with the service's own sentence; those already started have been stopped then
     */
    public static RunningServices start(Platform platform, List<? extends Service> services) {
        RunningServices running = new RunningServices(platform, services);
        try {
            for (Service service : services) {
                running.startOne(service);
            }
            return running;
        } catch (RuntimeException e) {
            running.stop();
            throw e;
        }
    }

    /** Says unready, then drains and stops every service; one that does not end within 20 s is left behind with a warning. */
    public void stop() {
        draining = true;
        for (int i = started.size() - 1; i >= 0; i--) {
            Service service = started.get(i);
            try {
                await(service::stop, STOP_SECONDS);
            } catch (ExecutionException e) {
                LOG.warn(
                        "{} did not stop cleanly: {}",
                        service.name(),
                        e.getCause().toString());
            } catch (TimeoutException e) {
                LOG.warn("{} did not stop within {} s", service.name(), STOP_SECONDS);
            }
        }
        started.clear();
        announcer.close();
    }

    private void startOne(Service service) {
        int limitSeconds = platform.settings().getInt("start.limit", 120);
        try {
            await(() -> service.start(platform), limitSeconds);
            started.add(service);
            waiting.remove(service.name());
        } catch (ExecutionException e) {
            throw new StartException(
                    service.name() + " could not start: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new StartException(service.name() + " did not start within " + limitSeconds + " s", e);
        }
    }

    private Optional<String> obstacle() {
        if (draining) {
            return Optional.of("the process is stopping");
        }
        return waiting.isEmpty() ? Optional.empty() : Optional.of("still starting: " + String.join(", ", waiting));
    }

    private void await(Supplier<Future<Void>> step, long seconds) throws ExecutionException, TimeoutException {
        Promise<Void> done = Promise.promise();
        platform.vertx().runOnContext(nothing -> {
            try {
                step.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        try {
            done.future().toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while services start or stop", e);
        }
    }
}
