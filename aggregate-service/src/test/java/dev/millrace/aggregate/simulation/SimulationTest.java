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
 * Seeds of windows under all that may go wrong. A failure names its seed: {@code -Dmillrace.simulation.seed=<seed>} runs that one alone. {@code
 * -Dmillrace.simulation.seconds=<seconds>} is how long new seeds are tried in all.
 */
class SimulationTest {

    private static final String SEED = System.getProperty("millrace.simulation.seed");
    private static final int SECONDS = Integer.getInteger("millrace.simulation.seconds", 60);
    private static final int TESTS = 4;

    /** On a slow machine a test goes on for so many times its time, until enough has happened. */
    private static final int PATIENCE = 4;

    private static final int ENOUGH = 10;

    /** What must have happened often enough in each test. */
    private static final List<Fault> OFTEN = List.of(
            Fault.CRASH,
            Fault.SILENCE,
            Fault.STOP,
            Fault.RESTART,
            Fault.REBALANCE,
            Fault.LOST,
            Fault.ABORT,
            Fault.UNKNOWN_OUTCOME,
            Fault.FENCING,
            Fault.RESTORE,
            Fault.COPIES_LOADED,
            Fault.COPY_DAMAGED,
            Fault.TRIM);

    private static final long FIRST_SEED = Long.getLong("millrace.simulation.first", 1);

    @Test
    void one_stage() {
        run("one stage", WindowScenario::byKey);
    }

    @Test
    void two_stages() {
        run("two stages", WindowScenario::byOtherField);
    }

    @Test
    void one_stage_at_least_once() {
        run("one stage at least once", WindowScenario::atLeastOnce);
    }

    @Test
    void one_stage_at_most_once() {
        run("one stage at most once", WindowScenario::atMostOnce);
    }

    @Test
    void a_seed_gives_one_course_of_events() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(Simulation.run(seed, WindowScenario::byOtherField))
                    .as("seed " + seed)
                    .isEqualTo(Simulation.run(seed, WindowScenario::byOtherField));
        }
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
