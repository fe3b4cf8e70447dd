package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.pane.Contents;
import dev.millrace.aggregate.pane.OwnContents;
import dev.millrace.aggregate.pane.Panes.Keeping;
import dev.millrace.aggregate.pane.RingContents;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.EventSpan;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.step.Step;
import java.util.List;

/**
 * Aggregates over a number of events of a group, in the order in which they come; the next window begins behind them, or overlaps where windows are
 * told more often than they are long. One task, its thread.
 */
final class CountWindowOperator extends AggregateOperator {

    private final EventSpan span;
    private final RingContents ring;
    private final long every;

    private CountWindowOperator(Step step, EventTime time, EventSpan span, Parts parts) {
        super(step, time, parts);
        this.span = span;
        this.ring = parts.contents() instanceof RingContents several ? several : null;
        this.every = settings.window().countEvery();
    }

    static CountWindowOperator of(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        RowCells cells = new RowCells();
        RowAccumulators accumulators = new RowAccumulators(settings.compute(), cells);
        EventSpan span = new EventSpan(cells, Long.MAX_VALUE);
        int pieces = (int) (settings.window().count() / settings.window().countEvery());
        Contents contents = new OwnContents(cells, accumulators);
        RowWindow window = span;
        if (pieces > 1) {
            RingContents ring = new RingContents(settings, cells, accumulators, span, pieces);
            contents = ring;
            window = new Gathered(ring, span);
        }
        Keeping keeping = settings.late().mode() == Mode.RETRACTING ? Keeping.ALWAYS : Keeping.NOTHING;
        return new CountWindowOperator(step, time, span, new Parts(cells, accumulators, window, contents, keeping));
    }

    /** The window of what was gathered last; it ends by the number of its events alone. */
    private record Gathered(RingContents ring, EventSpan piece) implements RowWindow {

        @Override
        public void of(Row row) {}

        @Override
        public long start() {
            return ring.span().start();
        }

        @Override
        public long end() {
            return ring.span().end();
        }

        @Override
        public long closes() {
            return Long.MAX_VALUE;
        }

        @Override
        public long needed() {
            return Long.MAX_VALUE;
        }

        @Override
        public long resultTime() {
            return piece.resultTime();
        }
    }

    @Override
    void opened(KeyedState rows) {
        if (ring != null) {
            ring.open(rows);
        }
    }

    @Override
    Iterable<Long> describedWindows(byte[] group) {
        return List.of(0L);
    }

    @Override
    void take(Event event, long timeMillis, KeyedContext context) {
        if (event.op() == Op.RETRACT) {
            throw refused("a counted window takes back nothing: it is made of events in the order in which they came");
        }
        accumulators.read(event, timeMillis);
        long touched = Math.max(timeMillis, context.watermarkMillis());
        span.caused(touched);
        RowKey.setWindow(key, 0);
        Row row = state().find(key.array(), 0, key.length());
        if (row != null) {
            state().touch(row);
            cells.view(state(), row);
            add(timeMillis);
        } else {
            cells.begin(state(), state().create(key.array(), 0, key.length(), cells.fixedLength()));
            span.begin(timeMillis);
            // Whatever could be read fits into an empty row.
            accumulators.add();
            bounds.created();
            trigger.created(false, context);
        }
        bounds.touched(touched);
        trigger.changed(context);
        trigger.note();
        if (cells.count() == every) {
            full(context);
        }
        keepBounds(context);
    }

    private void add(long timeMillis) {
        trigger.forget();
        cells.save();
        try {
            // Of a row that stands behind whole pieces this may be the first.
            if (cells.count() == 0) {
                span.begin(timeMillis);
            } else {
                span.reach(timeMillis);
            }
            accumulators.add();
        } catch (EvaluationException failure) {
            cells.rollBack();
            trigger.note();
            throw failure;
        }
    }

    private void full(KeyedContext context) {
        trigger.forget();
        if (ring == null) {
            trigger.due(context);
        } else {
            trigger.complete(context);
            ring.turn();
            trigger.note();
        }
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        span.caused(context.watermarkMillis());
        super.onTimer(row, context);
    }

    @Override
    public void onClock(KeyedContext context) {
        span.caused(context.watermarkMillis() == Long.MIN_VALUE ? context.clockMillis() : context.watermarkMillis());
        super.onClock(context);
    }
}
