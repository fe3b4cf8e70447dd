package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Job;
import java.util.List;

/** A contender whose main is in this module. */
record PeerContender(String name, Class<?> main, Machines machines, Topics topics) implements Contender {

    @Override
    public Running start(Job job) throws Exception {
        topics.create(job.output());
        if (name.equals("loop")) {
            topics.create(job.changelog());
        }
        return new Alone(machines.contender(name, main, job));
    }

    private record Alone(Child worker) implements Running {

        @Override
        public List<Child> helpers() {
            return List.of();
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
