package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.FlinkContender;
import dev.millrace.benchmarks.compare.job.JetContender;
import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.JobKind;
import dev.millrace.benchmarks.compare.job.LoopContender;
import dev.millrace.benchmarks.compare.job.StreamsContender;
import dev.millrace.benchmarks.compare.job.map.MapLoop;
import dev.millrace.benchmarks.compare.job.map.MapStreams;
import java.util.List;

/** A contender whose main is in this module. */
record PeerContender(String name, Machines machines, Topics topics) implements Contender {

    @Override
    public Running start(Job job) throws Exception {
        topics.create(job.output());
        if (name.equals("loop") && job.kind() == JobKind.WINDOW) {
            topics.create(job.changelog());
        }
        return new Alone(machines.contender(name, main(job.kind()), job));
    }

    private Class<?> main(JobKind kind) {
        boolean map = kind == JobKind.MAP;
        return switch (name) {
            case "loop" -> map ? MapLoop.class : LoopContender.class;
            case "streams" -> map ? MapStreams.class : StreamsContender.class;
            case "flink" -> FlinkContender.class;
            case "jet" -> JetContender.class;
            default -> throw new IllegalArgumentException(name);
        };
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
