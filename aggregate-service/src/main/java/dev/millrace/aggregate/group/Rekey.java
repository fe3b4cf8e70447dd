package dev.millrace.aggregate.group;

import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;

/** Gives events the key of their group, so that a repartition topic brings each group to one task. One task, its thread. */
public final class Rekey implements Rekeyer {

    private final GroupKey groups;

    public Rekey(GroupKey groups) {
        this.groups = groups;
    }

    @Override
    public void onEvent(Event event, RekeyContext context) {
        byte[] key;
        try {
            key = groups.of(event);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        context.emit(event.withKey(key));
    }
}
