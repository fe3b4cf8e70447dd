package dev.millrace.aggregate.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.testkit.simulation.Break;
import dev.millrace.testkit.simulation.Chance;
import dev.millrace.testkit.simulation.Scenario;
import dev.millrace.testkit.simulation.Simulation;
import dev.millrace.testkit.simulation.SimulationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With something broken the simulation fails soon: otherwise its success would mean nothing. */
class BreaksTest {

    private static final int SEEDS = 2_000;

    @ParameterizedTest
    @EnumSource
    void is_noticed_in_one_stage(Break broken) {
        check(broken, "one stage", WindowScenario::byKey, checks(broken));
    }

    @ParameterizedTest
    @EnumSource
    void is_noticed_in_two_stages(Break broken) {
        List<String> checks = new ArrayList<>(checks(broken));
        if (broken == Break.NO_OFFSET_COMMITS || broken == Break.FALSE_COMMIT) {
            // Only between two stages is there a topic that is trimmed behind the group.
            checks.add("is trimmed to \\d+, committed is");
        }
        check(broken, "two stages", WindowScenario::byOtherField, checks);
    }

    /** What the checks say that are to notice it; none where it may be seen in many ways. */
    private static List<String> checks(Break broken) {
        return switch (broken) {
            case OFFSETS_APART, STABLE_END -> List.of("one of them was changed by hand");
            case UNSTABLE_OFFSETS -> List.of();
            case EARLY_COPIES, DAMAGED_COPIES, EARLY_TRIM -> List.of("restored .*, committed was");
            case STALE_READS -> List.of("restored commit \\d+ of task \\d+, the last is");
            case SHORT_OFFSETS -> List.of("the group's offset of .*, the state log says");
            case NO_OFFSET_COMMITS -> List.of("nothing comes to rest");
            case LOST_TASK_RECORD -> List.of("without a task record");
            case LOST_STATE -> List.of("the group's commit of .*, its state log's");
            case REPEATED_TASK_RECORD -> List.of("commit \\d+ of .* follows commit");
            case REPEATED_OUTPUT -> List.of("pane of", "late once");
            case REPEATED_INPUT, NO_REWIND -> List.of("final panes");
            case NO_ANSWERED_OFFSETS -> List.of("holds \\d+ bytes from offset");
            case ANSWERED_OFFSETS_AHEAD -> List.of("where only \\d+ segments have a committed base");
            case FALSE_ABORT -> List.of("commit \\d+ of .* follows commit");
            case FALSE_COMMIT -> List.of("at the beginning of a transaction", "before it is known to be committed");
            case LATE_CALLBACK -> List.of("commits offsets of");
            case NO_TRIM -> List.of("does not trim its log");
            case EARLY_ANSWER ->
                List.of("has an open transaction after a rebalance callback", "before it is known to be committed");
            case NO_CLOSE -> List.of("leaves clients open");
            case SURVIVED_CRASH -> List.of("after its end");
        };
    }

    /** Until each check has noticed it, and at least once. */
    private static void check(Break broken, String name, Function<Chance, Scenario> scenario, List<String> checks) {
        List<Pattern> left =
                new ArrayList<>(checks.stream().map(Pattern::compile).toList());
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                Simulation.run(seed, scenario, broken);
            } catch (SimulationFailure noticed) {
                String message = noticed.getMessage();
                boolean isNew = left.removeIf(check -> check.matcher(message).find());
                if (isNew || checks.isEmpty()) {
                    System.out.println(broken + ", " + name + ": "
                            + message.lines().findFirst().orElse(""));
                }
                if (left.isEmpty()) {
                    return;
                }
            }
        }
        fail(broken + " was not noticed within " + SEEDS + " seeds" + (left.isEmpty() ? "" : " by what says " + left));
    }
}
