package dev.millrace.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verticle that owns one plain thread: Kafka clients block, so they do not run on event loops.
 *
 * <p>{@link #start} starts the thread; {@link #stop} asks it to end and completes when it has. A subclass that overrides either calls this one's too.
 */
public abstract class WorkerVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerVerticle.class);
    private static final long STOP_LIMIT_MILLIS = 15_000;

    private final String threadName;
    private final Promise<Void> ended = Promise.promise();
    private volatile boolean stopping;

    /** A worker whose thread has this name. */
    protected WorkerVerticle(String threadName) {
        this.threadName = threadName;
    }

    /**
     * The loop, on the worker's own thread: returns when {@link #isStopping}, or when there is nothing more to do.
     *
     * @throws Exception ends the thread and is given to {@link #loopFailed}
     */
    protected abstract void runLoop() throws Exception;

    /** Asked once, on the verticle's context, when the loop is to end: to wake it from a blocking call. */
    protected void wakeUp() {}

    /** The loop has ended with an exception; on the verticle's context. By default the log says so. */
    protected void loopFailed(Throwable failure) {
        LOG.error("the worker {} ended with a failure", threadName, failure);
    }

    /** Whether the loop is to end; any thread. */
    protected final boolean isStopping() {
        return stopping;
    }

    /** Completes when the thread has ended, failed when the loop ended with an exception. */
    public final Future<Void> ended() {
        return ended.future();
    }

    @Override
    public Future<?> start() throws Exception {
        Thread thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() throws Exception {
        stopping = true;
        wakeUp();
        return ended.future()
                .otherwiseEmpty()
                .timeout(STOP_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new IllegalStateException(
                        "the worker " + threadName + " did not end within " + STOP_LIMIT_MILLIS / 1000 + " s", e)));
    }

    private void run() {
        try {
            runLoop();
            ended.complete();
        } catch (Throwable e) {
            context.runOnContext(nothing -> loopFailed(e));
            ended.fail(e);
        }
    }
}
