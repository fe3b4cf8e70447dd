package dev.millrace.aggregate.group;

import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;

/** Gives events the key of their group, so that a repartition topic brings each group to one task. One task, its thread. */
public final class Rekey implements Operator {

    private final GroupKey groups;

    public Rekey(GroupKey groups) {
        this.groups = groups;
    }

    @Override
    public void onEvent(Event event, OperatorContext context) {
        byte[] key;
        try {
            key = groups.of(event);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        context.emit(new Event(event.value(), key, event.timeMillis(), event.op(), event.origin()));
    }
}
