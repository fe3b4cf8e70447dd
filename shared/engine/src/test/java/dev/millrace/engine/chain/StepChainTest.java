package dev.millrace.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event passes all steps or none. */
class StepChainTest {

    private static final Operator TWICE = (event, context) -> {
        context.emit(event);
        context.emit(event);
    };
    private static final Operator PASS = (event, context) -> context.emit(event);

    private static List<String> run(List<Operator> operators, int events) {
        String yaml = "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  from: s\n  steps:\n"
                + "    - filter: a > 1\n".repeat(operators.size());
        List<Step> steps = ((PipelineResource)
                        ResourceReader.read(yaml).resources().get(0))
                .spec()
                .steps();
        List<String> outcomes = new ArrayList<>();
        StepChain chain = new StepChain(steps, operators, new ChainOutput() {
            @Override
            public void results(Event event, List<Event> results) {
                outcomes.add(results.size() + " results of " + event.origin().offset());
            }

            @Override
            public void deadLetter(Event event, Step step, Failure failure) {
                outcomes.add("dead " + event.origin().offset() + " at " + step.id() + ": " + failure.detail());
            }

            @Override
            public void dropped(Step step, DropReason reason) {
                outcomes.add("dropped at " + step.id() + ": " + reason);
            }
        });
        for (int i = 0; i < events; i++) {
            Origin origin = new Origin("s", 0, i, 0, EventHeaders.NONE);
            chain.process(new Event("{}".getBytes(StandardCharsets.UTF_8), null, 0, Op.INSERT, origin));
        }
        return outcomes;
    }

    @Test
    void resultsOfAllStepsMultiply() {
        assertThat(run(List.of(TWICE, TWICE), 2)).containsExactly("4 results of 0", "4 results of 1");
    }

    @Test
    void aFailureTakesBackWhatTheEventHadCaused() {
        int[] calls = {0};
        Operator failsOnTheSecond = (event, context) -> {
            if (++calls[0] == 2) {
                context.deadLetter(new Failure("no", 1, 1));
            } else {
                context.emit(event);
            }
        };
        assertThat(run(List.of(TWICE, failsOnTheSecond), 2))
                .containsExactly("dead 0 at filter-2: no", "2 results of 1");
    }

    @Test
    void aDefectOfAnOperatorIsADeadLetterAndNothingStops() {
        Operator broken = (event, context) -> {
            if (event.origin().offset() == 0) {
                throw new IllegalStateException("broken");
            }
            context.emit(event);
        };
        assertThat(run(List.of(PASS, broken), 2))
                .containsExactly(
                        "dead 0 at filter-2: the step failed in a way it should not: java.lang.IllegalStateException: broken",
                        "1 results of 1");
    }

    @Test
    void aDroppedEventIsCountedWhereItEnded() {
        Operator drop = (event, context) -> context.drop(DropReason.MISSING_FIELD);
        assertThat(run(List.of(PASS, drop, PASS), 1)).containsExactly("dropped at filter-2: MISSING_FIELD");
    }
}
