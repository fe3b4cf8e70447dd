package dev.millrace.aggregate.dedupe;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.dedupe.DedupeSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;

/** Makes steps that drop what repeats itself. Stateless; any thread. */
public final class DedupeProvider implements OperatorProvider {

    @Override
    public String operator() {
        return "dedupe";
    }

    @Override
    public KeyedOperator keyed(Step step, EventTime time) {
        return new DedupeOperator(step, time);
    }

    @Override
    public Rekeyer rekey(Step step) {
        return new Rekey(new GroupKey(step.settings(DedupeSettings.class).id()));
    }
}
