package dev.millrace.aggregate.reorder;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.reorder.ReorderSettings;
import dev.millrace.model.step.Step;

/** Makes steps that put events in order. Stateless; any thread. */
public final class ReorderProvider implements OperatorProvider {

    @Override
    public String operator() {
        return "reorder";
    }

    @Override
    public KeyedOperator keyed(Step step, EventTime time) {
        return new ReorderOperator(step, time);
    }

    @Override
    public Rekeyer rekey(Step step) {
        ReorderSettings settings = step.settings(ReorderSettings.class);
        return settings.byPartition()
                ? (event, context) -> context.emit(event)
                : new Rekey(new GroupKey(settings.by()));
    }
}
