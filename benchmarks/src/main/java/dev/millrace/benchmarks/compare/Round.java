package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.check.ExpectedResults;
import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One contender's turn: start, wait for its results, stop, check, compute. One thread. */
final class Round {

    private static final double FIRST = 0.20;
    private static final double LAST = 0.95;
    private static final long QUIET_MILLIS = 1_000;

    private final Contender contender;
    private final Job job;
    private final Workload workload;
    private final ExpectedResults expected;
    private final Topics topics;
    private final Child broker;
    private final long limitMillis;

    Round(
            Contender contender,
            Job job,
            Workload workload,
            ExpectedResults expected,
            Topics topics,
            Child broker,
            long limitMillis) {
        this.contender = contender;
        this.job = job;
        this.workload = workload;
        this.expected = expected;
        this.topics = topics;
        this.broker = broker;
        this.limitMillis = limitMillis;
    }

    /**
     * Runs it; blocks.
     *
     * @throws IllegalStateException when the contender ended, is stuck, or its results are wrong
     */
    Figures run() throws Exception {
        try (Contender.Running running = contender.start(job);
                FoundResults found = new FoundResults(job.bootstrap(), job.output(), expected)) {
            List<Child> sampled = new ArrayList<>(List.of(running.worker()));
            sampled.addAll(running.helpers());
            sampled.add(broker);
            try (CpuSampler cpu = new CpuSampler(sampled)) {
                await(running, found);
                return figures(running, found, cpu, sampled);
            }
        }
    }

    /** Looks at offsets alone while results come, so that reading them takes nothing from the contender. */
    private void await(Contender.Running running, FoundResults found) throws Exception {
        long end = System.currentTimeMillis() + limitMillis;
        Progress progress = new Progress(job.name(), expected.size());
        long committed = 0;
        long changed = System.currentTimeMillis();
        while (!found.isComplete()) {
            running.worker().mustRun();
            long now = System.currentTimeMillis();
            long before = committed;
            committed = topics.committed(job.output());
            if (committed != before) {
                changed = now;
            }
            progress.tell(committed);
            boolean quiet = now - changed >= QUIET_MILLIS;
            if (committed >= expected.size() && quiet || now > end) {
                found.readOn();
                changed = System.currentTimeMillis();
            }
            if (now > end && !found.isComplete()) {
                throw new IllegalStateException(job.name() + " is stuck after " + limitMillis / 1_000 + " s: "
                        + found.mistakes() + "\n" + running.worker().tail());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private Figures figures(Contender.Running running, FoundResults found, CpuSampler cpu, List<Child> sampled) {
        String mistakes = found.mistakes();
        if (mistakes != null) {
            throw new IllegalStateException(job.name() + " has wrong results, " + mistakes);
        }
        long from = found.millisAt(FIRST);
        long to = found.millisAt(LAST);
        double events = (LAST - FIRST) * workload.events();
        Map<String, Double> beside = new LinkedHashMap<>();
        for (int i = 1; i < sampled.size(); i++) {
            beside.put(sampled.get(i).name().replace(job.name() + "-", ""), cpu.between(i, from, to) / events * 1e6);
        }
        long wholeMillis = found.millisAt(1) - running.worker().startedMillis();
        return new Figures(
                events * 1_000 / Math.max(1, to - from),
                workload.written() * 1_000.0 / wholeMillis,
                cpu.between(0, from, to) / events * 1e6,
                beside);
    }
}
