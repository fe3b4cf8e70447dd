package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.combine.PartialReader;
import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.pane.Panes;
import dev.millrace.aggregate.pane.ResultWriter;
import dev.millrace.aggregate.pane.Trigger;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.Step;

/**
 * Computes values over the events of each group and window. A row is one group in one window. An event that fails leaves its row as it was.
 * One task, its thread.
 */
final class AggregateOperator implements KeyedOperator {

    private enum Change {
        /** The event read last is added. */
        ADD,
        /** The event read last is taken back. */
        TAKE_BACK,
        /** The partial result in view is taken in. */
        MERGE
    }

    /** One event makes no more rows go than a slice of timers does. */
    private static final int EVICTED_AT_ONCE = 500;

    /** Windows that are described at most. */
    private static final int MOST_DESCRIBED = 1_000;
    /** Some milliseconds' worth of looking for a group's windows. */
    private static final int MOST_LOOKED_AT = 20_000;

    private final Step step;
    private final boolean processingTime;
    private final long withinMillis;
    private final GroupKey groups;
    private final TumblingWindows windows;
    private final RowCells cells = new RowCells();
    private final RowAccumulators accumulators;
    private final Panes panes;
    private final ResultWriter writer;
    private final StateBounds bounds;
    private final Trigger trigger;
    private final PartialReader partials;
    private final ByteSink key = new ByteSink(64);
    private KeyedState state;

    AggregateOperator(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        this.step = step;
        this.processingTime = settings.window().processingTime();
        this.withinMillis = settings.late().within().toMillis();
        this.groups = new GroupKey(settings.by());
        this.windows = new TumblingWindows(settings.window());
        this.accumulators = new RowAccumulators(settings.compute(), cells);
        this.writer = new ResultWriter(settings, cells, accumulators.list(), windows, time);
        this.panes = new Panes(cells, windows, writer, settings.late().mode());
        this.bounds = new StateBounds(settings, cells);
        this.trigger = Trigger.of(settings.emit(), cells, panes, bounds, withinMillis);
        this.partials = new PartialReader(settings, windows, time);
    }

    @Override
    public void open(KeyedState rows) {
        state = rows;
        bounds.open(rows);
        trigger.open(rows);
    }

    @Override
    public byte[] describe(byte[] group) {
        RowKey.begin(key);
        key.put(group);
        ByteSink out = new ByteSink(256).put('[');
        int looked = 0;
        int found = 0;
        for (long start : trigger.openWindows()) {
            if (++looked > MOST_LOOKED_AT || found == MOST_DESCRIBED) {
                break;
            }
            RowKey.setWindow(key, start);
            Row row = state.find(key.array(), 0, key.length());
            if (row != null) {
                view(row);
                out.put(found++ == 0 ? "" : ",").put(writer.write(cells.pane()));
            }
        }
        return out.put(']').toBytes();
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
        // The watermark of the clock stands between two looks at it, and is unknown before the first; it does not go
        // back.
        long time = processingTime ? Math.max(watermark, context.clockMillis()) : event.timeMillis();
        windows.locate(time);
        long end = windows.end();
        boolean closed = watermark >= end;
        if (closed && watermark >= end + withinMillis) {
            context.late(new Lateness(
                    lateBy(watermark, time), windows.start(), end, context.idleAdvanced(end + withinMillis)));
            return;
        }
        accumulators.read(event, time);
        RowKey.setWindow(key, windows.start());
        into(event.op() == Op.RETRACT ? Change.TAKE_BACK : Change.ADD, time, closed, context);
    }

    @Override
    public void onPartial(byte[] partial, KeyedContext context) {
        Row source = partials.view(partial);
        key.truncate(0);
        key.put(source.bytes(), source.keyOffset(), source.keyOffset() + source.keyLength());
        windows.locate(RowKey.window(source));
        long end = windows.end();
        try {
            if (context.watermarkMillis() >= end + withinMillis) {
                throw refused("a partial result of several events came when its window was closed for late events too");
            }
            into(Change.MERGE, windows.start(), context.watermarkMillis() >= end, context);
        } catch (EvaluationException failure) {
            context.deadLetter(
                    partials.document(), new Failure(failure.getMessage(), failure.line(), failure.column()));
        }
    }

    /** Changes the row of the key at hand, in the window located last; it is as it was when the change fails. */
    private void into(Change change, long timeMillis, boolean closed, KeyedContext context) {
        long touched = Math.max(timeMillis, context.watermarkMillis());
        Row row = state.find(key.array(), 0, key.length());
        if (row != null) {
            state.touch(row);
            cells.view(state, row);
            trigger.forget();
            change(change);
            bounds.touched(touched);
        } else if (change == Change.TAKE_BACK) {
            throw refused("there is nothing to take back: its group has no events in this window");
        } else {
            cells.view(state, state.create(key.array(), 0, key.length(), cells.fixedLength()));
            cells.setPane(bounds.firstPane(windows.start()));
            // Whatever could be read fits into an empty row.
            apply(change);
            bounds.touched(touched);
            bounds.created();
            trigger.created(windows.end(), closed, context);
        }
        trigger.changed(context);
        trigger.note();
        keepBounds(context);
    }

    private void keepBounds(KeyedContext context) {
        Eviction exceeded = bounds.exceeded();
        // More than a few are too many only where a bound was lowered, or one row takes the room of many.
        for (int i = 0; i < EVICTED_AT_ONCE && exceeded != null; i++) {
            evict(bounds.takeOldest(), exceeded, context);
            exceeded = bounds.exceeded();
        }
    }

    private void evict(Row row, Eviction reason, KeyedContext context) {
        state.touch(row);
        view(row);
        trigger.evict(context);
        context.evicted(reason);
    }

    private void change(Change change) {
        cells.save();
        try {
            panes.keepEarlier();
            apply(change);
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
    }

    private void apply(Change change) {
        if (change == Change.ADD) {
            accumulators.add();
        } else if (change == Change.MERGE) {
            accumulators.merge(partials.accumulators());
        } else if (cells.count() == 0) {
            throw refused("there is nothing to take back: its group has no events left in this window");
        } else {
            accumulators.subtract();
        }
    }

    private void checkOp(Op op) {
        if (op == Op.UPDATE || op == Op.DELETE) {
            throw refused((op == Op.UPDATE
                            ? "an update does not say what it replaces"
                            : "a delete does not say what it removes")
                    + ": let the step before tell results once (emit: on-close) or take them back (mode: retracting)");
        } else if (op == Op.RETRACT && accumulators.notTakenBack() != null) {
            throw refused(
                    accumulators.notTakenBack() + " cannot take back an event: it would need all events it has seen");
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
        if (!RowKey.isGroups(row)) {
            bounds.due(context.watermarkMillis());
            return;
        }
        view(row);
        long turn = trigger.dueMillis(windows.end());
        long deadline = bounds.deadline();
        if (Math.min(turn, deadline) > context.watermarkMillis()) {
            // It was touched since the timer was set.
            trigger.arm(windows.end(), context);
        } else if (deadline < turn) {
            evict(row, Eviction.TTL, context);
        } else {
            trigger.forget();
            trigger.due(windows.end(), context);
        }
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
