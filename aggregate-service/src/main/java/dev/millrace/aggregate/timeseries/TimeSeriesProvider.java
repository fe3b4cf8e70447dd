package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.group.Rekey;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;
import dev.millrace.model.timeseries.TimeSeriesSettings;

/** Makes steps that compute time series. Stateless; any thread. */
public final class TimeSeriesProvider implements OperatorProvider {

    @Override
    public String operator() {
        return "timeseries";
    }

    @Override
    public KeyedOperator keyed(Step step, EventTime time) {
        return new TimeSeriesOperator(step, time);
    }

    @Override
    public Rekeyer rekey(Step step) {
        return new Rekey(new GroupKey(step.settings(TimeSeriesSettings.class).by()));
    }
}
