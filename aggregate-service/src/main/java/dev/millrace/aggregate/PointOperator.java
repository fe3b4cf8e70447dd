package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.pane.Panes.Keeping;
import dev.millrace.aggregate.pane.PointContents;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.PointWindow;
import dev.millrace.aggregate.window.SessionWindow;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.EmitSpec;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Aggregates over windows of one length that end with an event; sliding windows also begin behind one (Kafka Streams, KIP-450): whenever an event
 * comes into the length or leaves it, there is another window. One task, its thread.
 */
final class PointOperator extends AggregateOperator {

    private final PointWindow window;
    private final PointContents points;
    private final boolean beginsToo;
    private final boolean eachWindow;
    private final List<Row> affected = new ArrayList<>();

    private PointOperator(Step step, EventTime time, PointWindow window, PointContents points, Parts parts) {
        super(step, time, parts);
        this.window = window;
        this.points = points;
        this.beginsToo = settings.window().kind() == WindowSpec.Kind.SLIDING;
        this.eachWindow = settings.emit().kind() != EmitSpec.Kind.ON_CLOSE;
        trigger.onRemoval(points::removed);
    }

    static PointOperator of(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        RowCells cells = new RowCells();
        RowAccumulators accumulators = new RowAccumulators(settings.compute(), cells);
        PointWindow window = new PointWindow(settings.window().size().toMillis());
        PointContents points = new PointContents(settings, window, cells);
        Keeping keeping = settings.late().mode() == Mode.RETRACTING ? Keeping.ALWAYS : Keeping.NOTHING;
        return new PointOperator(step, time, window, points, new Parts(cells, accumulators, window, points, keeping));
    }

    @Override
    void opened(KeyedState rows) {
        points.open(rows);
    }

    @Override
    Iterable<Long> describedWindows(byte[] group) {
        return points.points(group);
    }

    @Override
    void take(Event event, long timeMillis, KeyedContext context) {
        long watermark = context.watermarkMillis();
        window.locate(timeMillis);
        long patience = SessionWindow.sum(window.needed(), withinMillis);
        if (watermark >= patience) {
            context.late(new Lateness(
                    lateBy(watermark, timeMillis), timeMillis, window.needed(), context.idleAdvanced(patience)));
            return;
        }
        accumulators.read(event, timeMillis);
        RowKey.setWindow(key, timeMillis);
        Row row = state().find(key.array(), 0, key.length());
        boolean takenBack = event.op() == Op.RETRACT;
        if (takenBack && row == null) {
            throw refused("there is nothing to take back: its group has no events at this time");
        } else if (row == null) {
            row = begin(timeMillis, watermark, context);
            // Whatever could be read fits into an empty row.
            accumulators.add();
            trigger.arm(context);
            trigger.note();
        } else {
            state().touch(row);
            cells.view(state(), row);
            change(takenBack);
            window.locate(timeMillis);
            trigger.armClosed(context);
        }
        points.changed(row);
        if (beginsToo && !takenBack) {
            beginBehind(timeMillis, watermark, context);
        }
        tellAffected(row, timeMillis, watermark, context);
    }

    private Row begin(long timeMillis, long watermark, KeyedContext context) {
        window.locate(timeMillis);
        Row row = state().create(key.array(), 0, key.length(), cells.fixedLength());
        cells.begin(state(), row);
        points.added(row);
        trigger.created(watermark >= window.closes(), context);
        return row;
    }

    private void change(boolean takenBack) {
        trigger.forget();
        cells.save();
        try {
            if (takenBack) {
                subtract();
            } else {
                accumulators.add();
            }
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
        trigger.note();
    }

    /** The window that begins behind an event ends a length later; whether it has any events is seen when it closes. */
    private void beginBehind(long timeMillis, long watermark, KeyedContext context) {
        window.locate(timeMillis);
        long point = window.pointAfter();
        RowKey.setWindow(key, point);
        Row row = state().find(key.array(), 0, key.length());
        window.locate(point);
        if (row == null && watermark < SessionWindow.sum(window.closes(), withinMillis)) {
            Row begun = begin(point, watermark, context);
            trigger.note();
            if (cells.is(RowCells.CLOSED) || eachWindow) {
                tell(begun, context);
            }
        }
    }

    /** Windows that have the event, and have ended already or are told with each event, are told anew. */
    private void tellAffected(Row row, long timeMillis, long watermark, KeyedContext context) {
        window.locate(timeMillis);
        if (!eachWindow && watermark < window.closes()) {
            return;
        }
        affected.clear();
        points.forEach(row, timeMillis, window.lastPoint(), affected::add);
        for (int i = 0; i < affected.size(); i++) {
            view(affected.get(i));
            boolean patient = watermark < SessionWindow.sum(window.closes(), withinMillis);
            if (patient && (eachWindow || cells.is(RowCells.CLOSED))) {
                tell(affected.get(i), context);
            }
        }
    }

    private void tell(Row row, KeyedContext context) {
        view(row);
        state().touch(row);
        trigger.forget();
        trigger.changed(context);
        trigger.note();
    }
}
