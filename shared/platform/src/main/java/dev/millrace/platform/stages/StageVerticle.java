package dev.millrace.platform.stages;

import dev.millrace.engine.io.StageRunner;
import dev.millrace.platform.WorkerVerticle;

/** Owns one worker of one stage: starts it, stops it, and outlives its troubles. */
final class StageVerticle extends WorkerVerticle {

    private final StageRunner runner;
    private volatile boolean leave;

    StageVerticle(StageRunner runner, int index) {
        super("stage-" + runner.stage().id() + "-" + index);
        this.runner = runner;
    }

    StageRunner runner() {
        return runner;
    }

    /** Whether the stop that follows is for good: its partitions go to others at once. */
    void leaveOnStop() {
        leave = true;
    }

    @Override
    protected void runLoop() {
        runner.run();
    }

    @Override
    protected void wakeUp() {
        runner.stop(leave);
    }
}
