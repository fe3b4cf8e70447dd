package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.pane.OwnContents;
import dev.millrace.aggregate.pane.Panes.Keeping;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.EventSpan;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.step.Step;
import java.time.Duration;

/**
 * Aggregates from an event that opens a window to one that closes it, both inclusive, in the order in which events come; events of a group without
 * an open window belong to none. One task, its thread.
 */
final class StateWindowOperator extends AggregateOperator {

    private final EventSpan window;
    private final WindowSpec.Conditions conditions;

    private StateWindowOperator(Step step, EventTime time, EventSpan window, Parts parts) {
        super(step, time, parts);
        this.window = window;
        this.conditions = settings.window().conditions();
    }

    static StateWindowOperator of(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        RowCells cells = new RowCells();
        RowAccumulators accumulators = new RowAccumulators(settings.compute(), cells);
        EventSpan window = new EventSpan(
                cells, settings.window().max().map(Duration::toMillis).orElse(Long.MAX_VALUE));
        return new StateWindowOperator(
                step,
                time,
                window,
                new Parts(
                        cells,
                        accumulators,
                        window,
                        new OwnContents(cells, accumulators),
                        settings.late().mode() == Mode.RETRACTING ? Keeping.ALWAYS : Keeping.NOTHING));
    }

    @Override
    void take(Event event, long timeMillis, KeyedContext context) {
        if (event.op() == Op.RETRACT) {
            throw refused("a state window takes back nothing: it is made of events in the order in which they came");
        }
        long touched = Math.max(timeMillis, context.watermarkMillis());
        boolean closes = holds(conditions.close(), event);
        RowKey.setWindow(key, 0);
        Row row = state().find(key.array(), 0, key.length());
        if (row != null) {
            cells.view(state(), row);
        }
        boolean goesOn = row != null && !window.isBeyond(timeMillis);
        if (!goesOn && !holds(conditions.open(), event)) {
            // One that is too long ends by time, or when another one is opened.
            context.drop(DropReason.NO_WINDOW);
            return;
        }
        accumulators.read(event, timeMillis);
        window.caused(touched);
        if (row != null) {
            state().touch(row);
        }
        if (goesOn) {
            add(timeMillis);
        } else {
            if (row != null) {
                trigger.forget();
                trigger.due(context);
            }
            begin(timeMillis, context);
        }
        bounds.touched(touched);
        trigger.changed(context);
        trigger.note();
        if (closes) {
            trigger.forget();
            trigger.due(context);
        }
        keepBounds(context);
    }

    private void begin(long timeMillis, KeyedContext context) {
        cells.begin(state(), state().create(key.array(), 0, key.length(), cells.fixedLength()));
        window.begin(timeMillis);
        // Whatever could be read fits into an empty row.
        accumulators.add();
        bounds.created();
        trigger.created(false, context);
    }

    private void add(long timeMillis) {
        trigger.forget();
        cells.save();
        try {
            accumulators.add();
            window.reach(timeMillis);
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
    }

    /** Whether a condition is true; a missing or null field makes it false. */
    private static boolean holds(Expression condition, Event event) {
        try {
            return condition.test(event);
        } catch (EvaluationException failure) {
            if (failure.missing()) {
                return false;
            }
            throw failure;
        }
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        cells.view(state(), row);
        window.caused(Math.min(window.closes(), bounds.deadline()) - 1);
        super.onTimer(row, context);
    }

    @Override
    public void onClock(KeyedContext context) {
        window.caused(context.watermarkMillis() == Long.MIN_VALUE ? context.clockMillis() : context.watermarkMillis());
        super.onClock(context);
    }
}
