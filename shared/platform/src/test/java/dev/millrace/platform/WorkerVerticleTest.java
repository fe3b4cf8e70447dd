package dev.millrace.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerVerticleTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Waits in its loop until it is woken. */
    private static final class Waiting extends WorkerVerticle {
        final CountDownLatch running = new CountDownLatch(1);
        final CountDownLatch woken = new CountDownLatch(1);
        volatile Thread thread;

        Waiting() {
            super("waiting");
        }

        @Override
        protected void runLoop() throws Exception {
            thread = Thread.currentThread();
            running.countDown();
            while (!isStopping()) {
                woken.await();
            }
        }

        @Override
        protected void wakeUp() {
            woken.countDown();
        }
    }

    @Test
    void undeployWakesTheLoopAndCompletesAfterItsThread() throws Exception {
        Waiting worker = new Waiting();
        String id = join(vertx.deployVerticle(worker));
        assertThat(worker.running.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.ended().isComplete()).isFalse();
        join(vertx.undeploy(id));
        assertThat(worker.ended().succeeded()).isTrue();
        worker.thread.join(5_000);
        assertThat(worker.thread.isAlive()).isFalse();
        assertThat(worker.thread.getName()).isEqualTo("waiting");
    }

    @Test
    void aLoopThatFailsSaysSoAndCanStillBeUndeployed() {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        WorkerVerticle worker = new WorkerVerticle("failing") {
            @Override
            protected void runLoop() {
                throw new IllegalStateException("broken");
            }

            @Override
            protected void loopFailed(Throwable failure) {
                told.complete(failure);
            }
        };
        String id = join(vertx.deployVerticle(worker));
        assertThat(told.join()).hasMessage("broken");
        Eventually.holds("the end is known", () -> worker.ended().failed());
        join(vertx.undeploy(id));
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
