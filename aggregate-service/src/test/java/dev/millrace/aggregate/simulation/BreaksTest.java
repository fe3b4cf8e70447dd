package dev.millrace.aggregate.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.testkit.simulation.Break;
import dev.millrace.testkit.simulation.Chance;
import dev.millrace.testkit.simulation.Scenario;
import dev.millrace.testkit.simulation.Simulation;
import dev.millrace.testkit.simulation.SimulationFailure;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With something broken the simulation fails soon: otherwise its success would mean nothing. */
class BreaksTest {

    private static final int SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource
    void is_noticed_in_one_stage(Break broken) {
        check(broken, "one stage", WindowScenario::byKey);
    }

    @ParameterizedTest
    @EnumSource
    void is_noticed_in_two_stages(Break broken) {
        check(broken, "two stages", WindowScenario::byOtherField);
    }

    private static void check(Break broken, String name, Function<Chance, Scenario> scenario) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                Simulation.run(seed, scenario, broken);
            } catch (SimulationFailure noticed) {
                System.out.println(broken + ", " + name + ": "
                        + noticed.getMessage().lines().findFirst().orElse(""));
                return;
            }
        }
        fail(broken + " was not noticed within " + SEEDS + " seeds");
    }
}
