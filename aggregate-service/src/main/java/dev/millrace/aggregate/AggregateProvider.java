package dev.millrace.aggregate;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;

/** Makes aggregates. Stateless; any thread. */
public final class AggregateProvider implements OperatorProvider {

    @Override
    public String operator() {
        return "aggregate";
    }

    @Override
    public KeyedOperator keyed(Step step, EventTime time) {
        return new AggregateOperator(step, time);
    }

    @Override
    public Rekeyer rekey(Step step) {
        return new Rekey(new GroupKey(step.settings(AggregateSettings.class).by()));
    }
}
