package dev.millrace.standalone;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into a clean stop with exit code 0, also while the start is under way: then what is starting is stopped once it is up.
 *
 * <p>Thread-safe.
 */
final class Stop {

    private static final long START_LIMIT_SECONDS = 20;

    private final PrintWriter out;
    private final CompletableFuture<Optional<Runnable>> started = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Stop(PrintWriter out) {
        this.out = out;
    }

    /** From now on a signal stops what {@link #started} is told of. */
    static Stop onSignal(PrintWriter out) {
        Stop stop = new Stop(out);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::endProcess, "millrace-stop"));
        return stop;
    }

    /** Everything is up, and this is how to stop it. */
    void started(Runnable how) {
        started.complete(Optional.of(how));
    }

    /** The start has failed; a signal has nothing to stop. */
    void nothingStarted() {
        started.complete(Optional.empty());
    }

    /** Stops; blocks. A second call does nothing. */
    void now() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        started.join().ifPresent(how -> {
            out.println("stopping ...");
            how.run();
            out.println("stopped");
        });
    }

    // A JVM ended by a signal reports 130 or 143 whatever its hooks did; a clean stop is a success.
    private void endProcess() {
        int status = 0;
        try {
            if (started.get(START_LIMIT_SECONDS, TimeUnit.SECONDS).isEmpty()) {
                out.println("stopped before everything was up");
            }
            now();
        } catch (TimeoutException e) {
            out.println("stopped before everything was up");
        } catch (Exception e) {
            out.println("millrace: the stop was not clean: " + e);
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
