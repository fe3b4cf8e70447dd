package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.simulation.Chance;
import dev.millrace.testkit.simulation.Fault;
import dev.millrace.testkit.simulation.Scenario;
import dev.millrace.testkit.simulation.Simulation;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Seeds of steps that keep events, under all that may go wrong. A failure names its seed: {@code -Dmillrace.simulation.seed=<seed>} runs that one alone.
 * {@code -Dmillrace.simulation.seconds=<seconds>} is how long new seeds are tried in all.
 */
class StepSimulationTest {

    private static final String SEED = System.getProperty("millrace.simulation.seed");
    private static final int SECONDS = Integer.getInteger("millrace.simulation.seconds", 25);
    private static final int TESTS = 5;
    private static final long FIRST_SEED = Long.getLong("millrace.simulation.first", 1);

    /** On a slow machine a test goes on for so many times its time, until enough has happened. */
    private static final int PATIENCE = 4;

    private static final int ENOUGH = 10;

    /** What must have happened often enough in each test. */
    private static final List<Fault> OFTEN =
            List.of(Fault.CRASH, Fault.REBALANCE, Fault.ABORT, Fault.UNKNOWN_OUTCOME, Fault.FENCING, Fault.RESTORE);

    @Test
    void events_in_order() {
        run("events in order", StepScenario::inOrder);
    }

    @Test
    void events_without_repetitions() {
        run("events without repetitions", StepScenario::withoutRepetitions);
    }

    @Test
    void events_put_together() {
        run("events put together", StepScenario::together);
    }

    @Test
    void windows_behind_events_in_order() {
        run("windows behind events in order", StepScenario::windowsBehindOrder);
    }

    @Test
    void windows_of_any_kind() {
        run("windows of any kind", StepScenario::windows);
    }

    private static void run(String name, Function<Chance, Scenario> scenario) {
        if (SEED != null) {
            System.out.println(name + ", seed " + SEED + ": " + Simulation.run(Long.parseLong(SEED), scenario));
            return;
        }
        Map<Fault, Integer> counts = Simulation.noCounts();
        long start = System.nanoTime();
        long nanos = SECONDS * 1_000_000_000L / TESTS;
        long seed = FIRST_SEED;
        for (; System.nanoTime() - start < (isEnough(counts) ? nanos : PATIENCE * nanos); seed++) {
            Simulation.add(counts, Simulation.run(seed, scenario));
        }
        System.out.println(name + ": " + (seed - FIRST_SEED) + " seeds, " + counts);
        assertThat(isEnough(counts))
                .as("went wrong often enough to mean something: " + counts)
                .isTrue();
    }

    private static boolean isEnough(Map<Fault, Integer> counts) {
        return OFTEN.stream().allMatch(fault -> counts.getOrDefault(fault, 0) >= ENOUGH);
    }
}
