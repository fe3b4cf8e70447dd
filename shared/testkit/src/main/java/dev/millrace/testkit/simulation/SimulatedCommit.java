package dev.millrace.testkit.simulation;

import dev.millrace.engine.io.delivery.StageTransaction.Outcome;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A commit that runs whenever chance will have it, and at the latest when somebody waits for it. One thread. */
final class SimulatedCommit implements Future<Outcome> {

    private static final int LOOKS = 10;

    private final Chance chance;
    private final Callable<Outcome> commit;
    private Outcome outcome;

    SimulatedCommit(Chance chance, Callable<Outcome> commit) {
        this.chance = chance;
        this.commit = commit;
    }

    @Override
    public boolean isDone() {
        if (outcome == null && chance.oneIn(LOOKS)) {
            get();
        }
        return outcome != null;
    }

    @Override
    public Outcome get() {
        if (outcome == null) {
            try {
                outcome = commit.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return outcome;
    }

    @Override
    public Outcome get(long timeout, TimeUnit unit) {
        return get();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
