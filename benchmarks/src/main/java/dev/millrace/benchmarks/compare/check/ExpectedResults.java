package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.Workload;

/** What every contender must find. Written by one thread, then read by any. */
public interface ExpectedResults {

    /** Those of the workload's job, while no event was added. */
    static ExpectedResults of(Workload workload) {
        return switch (workload.kind()) {
            case MAP -> new MappedBids(workload);
            case SESSION -> new SessionSums(workload);
            default -> new WindowSums(workload);
        };
    }

    /** Takes in one event; all must be added in order. */
    void add(long event);

    /** How many results there must be. */
    long size();

    /** A comparison with what one contender finds. */
    ResultCheck check();
}
