package dev.millrace.engine.io;

import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Questions for a worker's tasks, at most {@value #MOST_WAITING} at a time: put from any thread, answered on the worker's, which they wake up.
 */
final class StateQueries {

    private static final int MOST_WAITING = 64;
    /** What is answered between two turns, so that events wait no longer. */
    private static final int MOST_AT_ONCE = 16;
    /** Whoever asked has given up by then. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Query(int task, byte[] group, long untilNanos, CompletableFuture<StateAnswer> answer) {}

    private final ArrayBlockingQueue<Query> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Runnable wake;

    /** @param wake ends the worker's waiting for events; any thread */
    StateQueries(Runnable wake) {
        this.wake = wake;
    }

    /** Completes with what the task keeps of the group; fails when too many ask, or it is not answered within a second. */
    CompletionStage<StateAnswer> ask(int task, byte[] group) {
        Query query = new Query(task, group, System.nanoTime() + PATIENCE_NANOS, new CompletableFuture<>());
        if (!waiting.offer(query)) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("more than " + MOST_WAITING + " questions wait for this task's worker"));
        }
        // Whoever is behind another is answered with it.
        if (waiting.peek() == query) {
            wake.run();
        }
        return query.answer;
    }

    /** Whether somebody has asked. */
    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /**
     * Answers some of what was asked. The worker's thread, while all that its tasks keep is committed.
     *
     * @return whether more waits
     */
    boolean answer(Collection<StageTask> tasks) {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Query query = waiting.poll();
            if (query == null) {
                return false;
            }
            answer(query, tasks);
        }
        return !waiting.isEmpty();
    }

    private static void answer(Query query, Collection<StageTask> tasks) {
        if (System.nanoTime() - query.untilNanos > 0) {
            query.answer.completeExceptionally(new IllegalStateException("the task's worker was busy for too long"));
            return;
        }
        for (StageTask task : tasks) {
            if (task.number() == query.task) {
                try {
                    query.answer.complete(task.describe(query.group));
                } catch (RuntimeException defect) {
                    query.answer.completeExceptionally(defect);
                }
                return;
            }
        }
        query.answer.completeExceptionally(new IllegalStateException("the task has another owner by now"));
    }

    /** Nobody answers any more. */
    void close() {
        for (Query query = waiting.poll(); query != null; query = waiting.poll()) {
            query.answer.completeExceptionally(new IllegalStateException("the task's worker has stopped"));
        }
    }
}
