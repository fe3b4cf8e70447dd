package dev.millrace.benchmarks.load;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a main thread for what happens on event loops. */
public final class Await {

    private static final long LIMIT_SECONDS = 60;

    private Await() {}

    /**
     * The future's result; blocks for at most a minute.
     *
     * @throws IllegalStateException when it failed or did not come in time
     */
    public static <T> T result(Future<T> future) throws InterruptedException {
        return result(future, 0);
    }

    /** The same for what takes {@code seconds} when all is well: a minute more. */
    public static <T> T result(Future<T> future, long seconds) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds + LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing came for " + (seconds + LIMIT_SECONDS) + " s", e);
        }
    }
}
