package dev.millrace.aggregate.accumulator;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.json.ByteSink;

/** An accumulator that sees only the events which fulfil a condition, {@code .where(…)}. One task, its thread. */
final class Filtered implements Accumulator {

    private final Accumulator filtered;
    private final Condition condition;
    private boolean holds;

    Filtered(Accumulator filtered, Expression condition) {
        this.filtered = filtered;
        this.condition = new Condition(condition);
    }

    @Override
    public void read(Event event, long timeMillis) {
        holds = condition.holds(event);
        if (holds) {
            filtered.read(event, timeMillis);
        }
    }

    @Override
    public void add() {
        if (holds) {
            filtered.add();
        }
    }

    @Override
    public void subtract() {
        if (holds) {
            filtered.subtract();
        }
    }

    @Override
    public void merge(Accumulator source) {
        filtered.merge(((Filtered) source).filtered);
    }

    @Override
    public boolean canTakeBack() {
        return filtered.canTakeBack();
    }

    @Override
    public void write(ByteSink out) {
        filtered.write(out);
    }
}
