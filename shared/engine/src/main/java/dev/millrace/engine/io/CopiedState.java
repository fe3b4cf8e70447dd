package dev.millrace.engine.io;

import dev.millrace.engine.changelog.SegmentCopy;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.step.Step;
import java.util.Map;
import java.util.Optional;

/** Reads what a group had in the copies of a task's state, while nobody can be asked who knows better. Stateless; any thread. */
public final class CopiedState {

    /** Segments that are in memory at a time. */
    private static final int AT_ONCE = 16;

    private CopiedState() {}

    /**
     * What the copies say of a group, as of the oldest of them that has something; blocks for as long as it takes to load a task's copies.
     *
     * @param stage one with state
     * @return empty when they say nothing, which does not mean that there is nothing: the last commits and small states are in no copy
     */
    public static Optional<StateAnswer> read(
            Stage stage, OperatorRegistry operators, StateCopies copies, int task, byte[] group) {
        KeyedState found = new KeyedState();
        long asOf = Long.MAX_VALUE;
        for (int from = 0; from < KeyedState.SEGMENTS; from += AT_ONCE) {
            Map<Integer, SegmentCopy> some = copies.load(stage.keyed().stateLog().stream(), task, from, from + AT_ONCE);
            for (SegmentCopy copy : some.values()) {
                boolean ours = copy.topicId().equals(stage.keyed().stateLog().topicId());
                if (ours && copy.addRowsOf(group, found)) {
                    asOf = Math.min(asOf, copy.millis());
                }
            }
        }
        found.restored();
        Step step = stage.statefulStep().orElseThrow();
        KeyedOperator operator = operators.keyed(step, stage.keyed().time());
        operator.open(found);
        StateAnswer answer = new StateAnswer(asOf, operator.describe(group), operator.turns(group), Long.MIN_VALUE);
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }
}
