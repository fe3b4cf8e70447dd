package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.pane.Panes;
import dev.millrace.aggregate.pane.ResultWriter;
import dev.millrace.aggregate.pane.Trigger;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes values over the events of each group and window. A row is one group in one window. An event that fails leaves its row as it was.
 * One task, its thread.
 */
final class AggregateOperator implements KeyedOperator {

    private final Step step;
    private final boolean processingTime;
    private final long withinMillis;
    private final GroupKey groups;
    private final TumblingWindows windows;
    private final RowCells cells = new RowCells();
    private final Accumulator[] accumulators;
    private final Panes panes;
    private final Trigger trigger;
    private final String notTakenBack;
    private final ByteSink key = new ByteSink(64);
    private KeyedState state;

    AggregateOperator(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        this.step = step;
        this.processingTime = settings.window().processingTime();
        this.withinMillis = settings.late().within().toMillis();
        this.groups = new GroupKey(settings.by());
        this.windows = new TumblingWindows(settings.window());
        List<Accumulator> all = new ArrayList<>();
        String first = null;
        for (Computation computation : settings.compute()) {
            all.add(Accumulator.of(computation, cells));
            boolean takesBack = all.get(all.size() - 1).canTakeBack();
            first = first == null && !takesBack ? computation.function().spelling() : first;
        }
        this.accumulators = all.toArray(Accumulator[]::new);
        this.notTakenBack = first;
        ResultWriter writer = new ResultWriter(settings, cells, all, windows, time);
        this.panes = new Panes(cells, windows, writer, settings.late().mode());
        this.trigger = Trigger.of(settings.emit(), cells, panes, withinMillis);
    }

    @Override
    public void open(KeyedState rows) {
        state = rows;
        trigger.open(rows);
    }

    @Override
    public Waiting waiting() {
        return trigger.waiting();
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        try {
            take(event, context);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
        } catch (MalformedJsonException broken) {
            context.deadLetter(new Failure(
                    "the event is not JSON at byte " + broken.offset() + ": " + broken.getMessage(),
                    step.line(),
                    step.column()));
        }
    }

    private void take(Event event, KeyedContext context) {
        checkOp(event.op());
        RowKey.begin(key);
        groups.append(event, key);
        long watermark = context.watermarkMillis();
        long time = processingTime ? watermark : event.timeMillis();
        windows.locate(time);
        long end = windows.end();
        boolean closed = watermark >= end;
        if (closed && watermark >= end + withinMillis) {
            context.late(new Lateness(
                    lateBy(watermark, time), windows.start(), end, context.idleAdvanced(end + withinMillis)));
            return;
        }
        for (Accumulator accumulator : accumulators) {
            accumulator.read(event, time);
        }
        RowKey.setWindow(key, windows.start());
        Row row = state.find(key.array(), 0, key.length());
        boolean takesBack = event.op() == Op.RETRACT;
        if (row != null) {
            state.touch(row);
            cells.view(state, row);
            trigger.forget();
            change(takesBack);
        } else if (takesBack) {
            throw refused("there is nothing to take back: its group has no events in this window");
        } else {
            create(end, closed, context);
        }
        trigger.changed(context);
        trigger.note();
    }

    private void change(boolean takesBack) {
        cells.save();
        try {
            panes.keepEarlier();
            apply(takesBack);
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
    }

    private void create(long end, boolean closed, KeyedContext context) {
        Row row = state.create(key.array(), 0, key.length(), cells.fixedLength());
        cells.view(state, row);
        // Whatever could be read fits into an empty row.
        apply(false);
        trigger.created(end, closed, context);
    }

    private void apply(boolean takesBack) {
        long count = cells.count();
        if (takesBack && count == 0) {
            throw refused("there is nothing to take back: its group has no events left in this window");
        }
        cells.setCount(takesBack ? count - 1 : count + 1);
        for (Accumulator accumulator : accumulators) {
            if (takesBack) {
                accumulator.subtract();
            } else {
                accumulator.add();
            }
        }
    }

    private void checkOp(Op op) {
        if (op == Op.UPDATE || op == Op.DELETE) {
            throw refused((op == Op.UPDATE
                            ? "an update does not say what it replaces"
                            : "a delete does not say what it removes")
                    + ": let the step before tell results once (emit: on-close) or take them back (mode: retracting)");
        } else if (op == Op.RETRACT && notTakenBack != null) {
            throw refused(notTakenBack + " cannot take back an event: it would need all events it has seen");
        }
    }

    private EvaluationException refused(String detail) {
        return new EvaluationException(detail, false, step.line(), step.column());
    }

    private static long lateBy(long watermark, long time) {
        long by = watermark - time;
        return by < 0 ? Long.MAX_VALUE : by;
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        view(row);
        trigger.forget();
        trigger.due(windows.end(), context);
    }

    @Override
    public void onClock(KeyedContext context) {
        trigger.tick(this::view, context);
    }

    private void view(Row row) {
        windows.locate(RowKey.window(row));
        cells.view(state, row);
    }
}
