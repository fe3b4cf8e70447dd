package dev.millrace.gateway.resources;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for Kafka on a thread that may block. */
final class Waiting {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Waiting() {}

    /**
     * The future's result.
     *
     * @throws KafkaException what the broker answered, or that it did not
     */
    static <T> T get(KafkaFuture<T> future) {
        return get(future.toCompletionStage());
    }

    /** The same for a future of Vert.x, from a thread that is not one of its event loops. */
    static <T> T get(io.vertx.core.Future<T> future) {
        return get(future.toCompletionStage());
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /** Looks until something holds; false when it still does not at the end. */
    static boolean holds(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    /**
     * Looks until something holds.
     *
     * @throws KafkaException when it does not within the limit
     */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        if (!holds(limit, condition)) {
            throw new KafkaException("waited " + limit.toSeconds() + " s in vain until " + what);
        }
    }
}
