package dev.millrace.aggregate;

import dev.millrace.aggregate.combine.Combiner;
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
        return switch (step.settings(AggregateSettings.class).window().kind()) {
            case TUMBLING, HOPPING, CUMULATE, GLOBAL -> AlignedOperator.of(step, time);
            case SLIDING, LOOKBACK -> PointOperator.of(step, time);
            case SESSION -> SessionOperator.of(step, time);
            case COUNT -> CountWindowOperator.of(step, time);
            case STATE -> StateWindowOperator.of(step, time);
        };
    }

    @Override
    public Rekeyer rekey(Step step) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        return settings.notCombined().isEmpty() ? new Combiner(step) : new Rekey(new GroupKey(settings.by()));
    }
}
