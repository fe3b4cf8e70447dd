package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.bound.StateBounds;
import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.pane.Contents;
import dev.millrace.aggregate.pane.Panes;
import dev.millrace.aggregate.pane.ResultWriter;
import dev.millrace.aggregate.pane.Trigger;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowForms;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Turn;
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
import java.util.ArrayList;
import java.util.List;

/**
 * Computes values over the events of each group and window: what all windows have in common. A row is a window of one group, or a piece of
 * some. An event that fails leaves its row as it was. One task, its thread.
 */
abstract class AggregateOperator implements KeyedOperator {

    /** One event makes no more rows go than a slice of timers does. */
    private static final int EVICTED_AT_ONCE = 500;

    /** Windows that are described at most. */
    private static final int MOST_DESCRIBED = 1_000;
    /** Some milliseconds' worth of looking for a group's windows. */
    private static final int MOST_LOOKED_AT = 20_000;

    /** What differs between windows, laid out in a row. */
    record Parts(
            RowCells cells, RowAccumulators accumulators, RowWindow window, Contents contents, Panes.Keeping keeping) {}

    final AggregateSettings settings;
    final RowCells cells;
    final RowAccumulators accumulators;
    final Panes panes;
    final StateBounds bounds;
    final Trigger trigger;
    final ByteSink key = new ByteSink(64);
    final boolean byClock;
    final long withinMillis;
    private final Step step;
    private final GroupKey groups;
    private final RowWindow window;
    private final Contents contents;
    private final ResultWriter writer;
    private final RowForms forms;
    private KeyedState state;

    AggregateOperator(Step step, EventTime time, Parts parts) {
        this.step = step;
        this.settings = step.settings(AggregateSettings.class);
        this.byClock = settings.byClock();
        this.withinMillis = settings.late().within().toMillis();
        this.groups = new GroupKey(settings.by());
        this.cells = parts.cells();
        this.accumulators = parts.accumulators();
        this.window = parts.window();
        this.contents = parts.contents();
        this.writer = new ResultWriter(settings, cells, contents.accumulators().list(), window, time);
        this.panes = new Panes(cells, window, contents, writer, settings.late().mode(), parts.keeping());
        this.bounds = new StateBounds(settings, cells);
        this.trigger = Trigger.of(settings.emit(), cells, panes, bounds, window, withinMillis);
        this.cells.setForm(step.earlier().size());
        this.forms = new RowForms(step, cells);
    }

    /** Takes an event, whose group's key is begun in {@link #key}, of that time by the step's clock; throws where it fails. */
    abstract void take(Event event, long timeMillis, KeyedContext context);

    /** The window of the row in view has its turn. */
    void due(KeyedContext context) {
        trigger.due(context);
    }

    /** The rows are there, all in the present form: rebuilds what is derived from them beyond what all windows derive. */
    void opened(KeyedState rows) {}

    /** What may stand as a window's start in the keys of rows of a group. */
    Iterable<Long> describedWindows(byte[] group) {
        return trigger.openWindows();
    }

    final KeyedState state() {
        return state;
    }

    @Override
    public final void open(KeyedState rows) {
        if (forms.areSeveral()) {
            rows.forEach(row -> {
                if (RowKey.isGroups(row)) {
                    forms.renew(rows, row);
                }
            });
        }
        state = rows;
        opened(rows);
        bounds.open(rows);
        trigger.open(rows);
    }

    @Override
    public byte[] describe(byte[] group) {
        ByteSink out = new ByteSink(256).put('[');
        look(group, () -> {
            contents.gather();
            out.put(out.length() == 1 ? "" : ",").put(writer.write(cells.pane()));
        });
        return out.put(']').toBytes();
    }

    @Override
    public List<Turn> turns(byte[] group) {
        List<Turn> turns = new ArrayList<>();
        look(group, () -> turns.add(trigger.turn()));
        return turns;
    }

    /** Brings each row of a group into view. */
    private void look(byte[] group, Runnable action) {
        RowKey.begin(key);
        key.put(group);
        int looked = 0;
        int found = 0;
        for (long start : describedWindows(group)) {
            if (++looked > MOST_LOOKED_AT || found == MOST_DESCRIBED) {
                break;
            }
            RowKey.setWindow(key, start);
            Row row = state.find(key.array(), 0, key.length());
            if (row != null) {
                found++;
                view(row);
                action.run();
            }
        }
    }

    @Override
    public Waiting waiting() {
        return trigger.waiting(state);
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        try {
            checkOp(event.op());
            RowKey.begin(key);
            groups.append(event, key);
            long watermark = context.watermarkMillis();
            // The watermark of the clock stands between two looks at it, and is unknown before the first; it does not
            // go
            // back.
            take(event, byClock ? Math.max(watermark, context.clockMillis()) : event.timeMillis(), context);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
        } catch (MalformedJsonException broken) {
            context.deadLetter(new Failure(
                    "the event is not JSON at byte " + broken.offset() + ": " + broken.getMessage(),
                    step.line(),
                    step.column()));
        }
    }

    /** Takes the event that was read last out of the row in view. */
    final void subtract() {
        if (cells.count() == 0) {
            throw refused("there is nothing to take back: its group has no events left in this window");
        }
        accumulators.subtract();
    }

    final void keepBounds(KeyedContext context) {
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

    final EvaluationException refused(String detail) {
        return new EvaluationException(detail, false, step.line(), step.column());
    }

    /** How far the watermark has passed a time. */
    static long lateBy(long watermark, long time) {
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
        long turn = trigger.dueMillis();
        long deadline = bounds.deadline();
        if (Math.min(turn, deadline) > context.watermarkMillis()) {
            // It was touched since the timer was set.
            trigger.arm(context);
        } else if (deadline < turn) {
            evict(row, Eviction.TTL, context);
        } else {
            trigger.forget();
            due(context);
        }
    }

    @Override
    public void onClock(KeyedContext context) {
        trigger.tick(this::view, context);
    }

    /** Brings a row and its window into view. */
    final void view(Row row) {
        cells.view(state, row);
        window.of(row);
    }
}
