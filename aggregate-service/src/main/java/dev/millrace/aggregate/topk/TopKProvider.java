package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;
import dev.millrace.model.topk.TopKSettings;

/** Makes steps that let the best rows pass. Stateless; any thread. */
public final class TopKProvider implements OperatorProvider {

    @Override
    public String operator() {
        return "topK";
    }

    @Override
    public KeyedOperator keyed(Step step, EventTime time) {
        return new TopKOperator(step, time);
    }

    @Override
    public Rekeyer rekey(Step step) {
        TopKSettings settings = step.settings(TopKSettings.class);
        return Preselection.suits(settings) ? new Preselection(settings) : new Rekey(new GroupKey(settings.by()));
    }
}
