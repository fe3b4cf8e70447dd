package dev.millrace.benchmarks.compare.check;

import dev.millrace.benchmarks.compare.job.JobKind;
import dev.millrace.benchmarks.compare.job.Workload;

/** What every contender must find. Written by one thread, then read by any. */
public interface ExpectedResults {

    /** Those of the workload's job, while no event was added. */
    static ExpectedResults of(Workload workload) {
        return workload.kind() == JobKind.MAP ? new MappedBids(workload) : new WindowSums(workload);
    }

    /** Takes in one event; all must be added in order. */
    void add(long event);

    /** How many results there must be. */
    long size();

    /** A comparison with what one contender finds. */
    ResultCheck check();
}
