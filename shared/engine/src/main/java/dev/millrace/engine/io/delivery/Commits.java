package dev.millrace.engine.io.delivery;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** Runs commits beside the workers that begin them. Any thread. */
@FunctionalInterface
public interface Commits {

    /** Starts one; whoever began it waits for it before it begins another. */
    Future<StageTransaction.Outcome> start(Callable<StageTransaction.Outcome> commit);
}
