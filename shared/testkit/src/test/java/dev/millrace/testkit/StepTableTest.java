package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.step.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The table itself must be able to fail. */
class StepTableTest {

    /** Drops the first event it sees, and after a restore once more: a defect the table has to find. */
    public static final class ForgetfulProvider implements OperatorProvider {
        @Override
        public String operator() {
            return "filter";
        }

        @Override
        public Operator create(Step step) {
            boolean[] started = new boolean[1];
            return (event, context) -> {
                if (started[0]) {
                    context.emit(event);
                } else {
                    context.drop(DropReason.FILTERED);
                }
                started[0] = true;
            };
        }
    }

    private static List<String> failing(Stream<DynamicTest> tests) {
        return tests.filter(test -> {
                    try {
                        test.getExecutable().execute();
                        return false;
                    } catch (Throwable failure) {
                        return true;
                    }
                })
                .map(DynamicTest::getDisplayName)
                .toList();
    }

    @Test
    void an_operator_that_forgets_is_found_by_restoring_it() {
        Stream<DynamicTest> tests = StepTable.of("filter: a")
                .dropped("{\"a\":1}", DropReason.FILTERED, "first")
                .same("{\"a\":2}", "second")
                .tests();

        assertThat(failing(tests)).containsExactly("second: {\"a\":2}", "restored after row 1");
    }

    @Test
    void each_kind_of_wrong_expectation_fails() {
        assertThat(failing(StepTable.of("filter: a").same("{}", "dropped").tests()))
                .hasSize(2);
        assertThat(failing(StepTable.of("filter: a")
                        .deadLetter("{}", "x", "dropped")
                        .tests()))
                .hasSize(2);
        assertThat(failing(StepTable.of("filter: a")
                        .dropped("{}", DropReason.MISSING_FIELD, "why")
                        .tests()))
                .hasSize(2);
    }

    @Test
    void a_step_that_is_not_valid_is_refused() {
        assertThatThrownBy(() -> StepTable.of("filtre: a").tests()).hasMessageContaining("did you mean \"filter\"?");
    }

    @Test
    void the_clock_moves_when_told() {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        clock.advance(Duration.ofSeconds(90));

        assertThat(clock.millis()).isEqualTo(90_000);
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).hasMessageContaining("goes forward");
    }
}
