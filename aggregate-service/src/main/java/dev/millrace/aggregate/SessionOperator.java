package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.pane.OwnContents;
import dev.millrace.aggregate.pane.Panes.Keeping;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.window.GroupRows;
import dev.millrace.aggregate.window.SessionGap;
import dev.millrace.aggregate.window.SessionWindow;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.EmitSpec;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.step.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Aggregates over sessions: events of a group of which each comes within a pause of another. An event that lies within the pause of two sessions
 * makes one of them; what was told of a session that is another now is taken back. One task, its thread.
 */
final class SessionOperator extends AggregateOperator {

    /** A result to be taken back, with the time that it had. */
    private record Told(byte[] result, long timeMillis) {}

    private final SessionWindow window;
    private final SessionGap gap;
    private final GroupRows sessions = new GroupRows();
    private final RowCells otherCells = new RowCells();
    private final RowAccumulators other;
    private final boolean retracting;
    private final List<Row> near = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final Comparator<Row> byStart;

    private SessionOperator(Step step, EventTime time, SessionWindow window, Parts parts) {
        super(step, time, parts);
        this.window = window;
        this.gap = new SessionGap(settings.window());
        this.other = new RowAccumulators(settings.compute(), otherCells);
        this.otherCells.layOutAs(cells);
        this.retracting = settings.late().mode() == Mode.RETRACTING;
        this.byStart = Comparator.comparingLong(window::startOf);
        trigger.onRemoval(sessions::removed);
    }

    static SessionOperator of(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        RowCells cells = new RowCells();
        RowAccumulators accumulators = new RowAccumulators(settings.compute(), cells);
        long max = settings.window().max().map(Duration::toMillis).orElse(Long.MAX_VALUE);
        SessionWindow window = new SessionWindow(cells, max);
        boolean toldOnce = settings.emit().kind() == EmitSpec.Kind.ON_CLOSE
                && settings.late().within().isZero();
        return new SessionOperator(
                step,
                time,
                window,
                new Parts(
                        cells,
                        accumulators,
                        window,
                        new OwnContents(cells, accumulators),
                        toldOnce ? Keeping.NOTHING : Keeping.ALWAYS));
    }

    @Override
    void opened(KeyedState rows) {
        sessions.open(rows);
    }

    @Override
    void take(Event event, long timeMillis, KeyedContext context) {
        near.clear();
        sessions.find(key, state(), near);
        if (event.op() == Op.RETRACT) {
            takeBack(event, timeMillis, context);
            return;
        }
        long until = SessionWindow.sum(timeMillis, gap.millis(event));
        keepNear(timeMillis, until);
        long closes = window.closes(timeMillis, until);
        if (near.isEmpty() && context.watermarkMillis() >= SessionWindow.sum(closes, withinMillis)) {
            context.late(new Lateness(
                    lateBy(context.watermarkMillis(), timeMillis),
                    timeMillis,
                    closes,
                    context.idleAdvanced(closes + withinMillis)));
            return;
        }
        accumulators.read(event, timeMillis);
        if (near.isEmpty()) {
            begin(timeMillis, until, context);
        } else {
            join(timeMillis, until, context);
        }
        changed(context);
    }

    /** Of the group's sessions those that the event makes one with, the earliest first. */
    private void keepNear(long timeMillis, long until) {
        near.removeIf(row -> timeMillis > window.untilOf(row) || window.startOf(row) > until);
        if (near.size() > 1) {
            near.sort(byStart);
        }
        long first = timeMillis;
        long last = timeMillis;
        for (int i = 0; i < near.size(); ) {
            long start = Math.min(first, window.startOf(near.get(i)));
            long end = Math.max(last, window.lastOf(near.get(i)));
            if (window.fits(start, end)) {
                first = start;
                last = end;
                i++;
            } else {
                near.remove(i);
            }
        }
    }

    private void begin(long timeMillis, long until, KeyedContext context) {
        sessions.number(key, state());
        Row row = state().create(key.array(), 0, key.length(), cells.fixedLength());
        cells.begin(state(), row);
        window.set(timeMillis, timeMillis, until);
        // Whatever could be read fits into an empty row.
        accumulators.add();
        sessions.added(row);
        bounds.created();
        trigger.created(context.watermarkMillis() >= window.closes(), context);
        bounds.touched(Math.max(timeMillis, context.watermarkMillis()));
    }

    /** The event and all sessions near it become one, which is the first of them. */
    private void join(long timeMillis, long until, KeyedContext context) {
        Row row = near.get(0);
        long start = timeMillis;
        long last = timeMillis;
        long joined = until;
        int pane = 0;
        told.clear();
        for (int i = 0; i < near.size(); i++) {
            Row each = near.get(i);
            start = Math.min(start, window.startOf(each));
            last = Math.max(last, window.lastOf(each));
            joined = Math.max(joined, window.untilOf(each));
            view(each);
            pane = Math.max(pane, cells.pane());
        }
        rememberTold(start, joined);
        state().touch(row);
        view(row);
        trigger.forget();
        add();
        cells.setPane(pane);
        if (!told.isEmpty() && (retracting || window.startOf(row) != start)) {
            panes.forgetTold();
        }
        window.set(start, last, joined);
        removeOthers(context);
        view(row);
        for (Told each : told) {
            panes.emit(each.result, Op.RETRACT, each.timeMillis, context);
        }
        cells.set(RowCells.CLOSED, context.watermarkMillis() >= window.closes());
        bounds.touched(Math.max(timeMillis, context.watermarkMillis()));
        trigger.arm(context);
    }

    /** What was told of sessions that are another now, by the borders of the one that they become. */
    private void rememberTold(long start, long until) {
        for (int i = 0; i < near.size(); i++) {
            view(near.get(i));
            boolean another = i > 0 || window.start() != start || retracting && window.until() != until;
            byte[] result = another ? panes.told() : null;
            if (result != null) {
                told.add(new Told(result, window.resultTime()));
            }
        }
    }

    private void add() {
        cells.save();
        try {
            accumulators.add();
            for (int i = 1; i < near.size(); i++) {
                otherCells.view(state(), near.get(i));
                accumulators.merge(other);
            }
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
    }

    private void removeOthers(KeyedContext context) {
        for (int i = 1; i < near.size(); i++) {
            state().touch(near.get(i));
            view(near.get(i));
            trigger.forget();
            trigger.remove(context);
        }
    }

    private void takeBack(Event event, long timeMillis, KeyedContext context) {
        near.removeIf(row -> timeMillis < window.startOf(row) || timeMillis > window.lastOf(row));
        if (near.isEmpty()) {
            throw refused("there is nothing to take back: its group has no session at this time");
        }
        accumulators.read(event, timeMillis);
        state().touch(near.get(0));
        view(near.get(0));
        trigger.forget();
        cells.save();
        try {
            subtract();
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
        if (cells.count() > 0) {
            changed(context);
            return;
        }
        byte[] result = panes.told();
        if (result != null) {
            panes.emit(result, Op.RETRACT, window.resultTime(), context);
        }
        trigger.remove(context);
    }

    private void changed(KeyedContext context) {
        trigger.changed(context);
        trigger.note();
        keepBounds(context);
    }
}
