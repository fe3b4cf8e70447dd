package dev.millrace.aggregate.batch;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.batch.BatchSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;

/** Makes steps that put events together. Stateless; any thread. */
public final class BatchProvider implements OperatorProvider {

    @Override
    public String operator() {
        return "batch";
    }

    @Override
    public KeyedOperator keyed(Step step, EventTime time) {
        return new BatchOperator(step, time);
    }

    @Override
    public Rekeyer rekey(Step step) {
        BatchSettings settings = step.settings(BatchSettings.class);
        return settings.byPartition()
                ? (event, context) -> context.emit(event)
                : new Rekey(new GroupKey(settings.by()));
    }
}
