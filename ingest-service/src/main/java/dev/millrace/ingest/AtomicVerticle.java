package dev.millrace.ingest;

import dev.millrace.platform.WorkerVerticle;
import dev.millrace.platform.push.PushOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;

/** Writes an ingest verticle's atomic pushes on a thread of its own, so that commits do not hold the other pushes up. */
final class AtomicVerticle extends WorkerVerticle {

    private final BlockingQueue<Optional<QueuedPush>> queue = new LinkedBlockingQueue<>();
    private final Map<String, Object> kafka;
    private final String transactionalId;
    private final BiConsumer<QueuedPush, PushOutcome> done;

    /** @param done told each push's outcome, on this verticle's thread */
    AtomicVerticle(Map<String, Object> kafka, String transactionalId, BiConsumer<QueuedPush, PushOutcome> done) {
        super(transactionalId);
        this.kafka = kafka;
        this.transactionalId = transactionalId;
        this.done = done;
    }

    /** Takes a push; any thread. */
    void add(QueuedPush push) {
        queue.add(Optional.of(push));
    }

    @Override
    protected void wakeUp() {
        queue.add(Optional.empty());
    }

    @Override
    protected void runLoop() throws InterruptedException {
        try (AtomicWriter writer = new AtomicWriter(() -> IngestProducers.transactional(kafka, transactionalId))) {
            while (!isStopping() || !queue.isEmpty()) {
                Optional<QueuedPush> push = queue.take();
                if (push.isPresent()) {
                    done.accept(push.get(), write(writer, push.get()));
                }
            }
        }
    }

    // A push that fails in a way nobody thought of must not end the thread that serves all others.
    private static PushOutcome write(AtomicWriter writer, QueuedPush push) {
        try {
            return writer.write(push);
        } catch (RuntimeException e) {
            return PushOutcome.failed(PushOutcome.Failure.UNKNOWN, "writing failed: " + e);
        }
    }
}
