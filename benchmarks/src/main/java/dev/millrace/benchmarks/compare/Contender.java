package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Job;
import java.util.List;

/** One of those that do the job. */
interface Contender {

    String name();

    /** Starts it on the job in a process of its own; does not wait for results. */
    Running start(Job job) throws Exception;

    /** A contender at work; closing it ends its processes. */
    interface Running extends AutoCloseable {

        /** The process that does the job. */
        Child worker();

        /** The others it needs. */
        List<Child> helpers();

        @Override
        void close();
    }
}
