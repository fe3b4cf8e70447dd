package dev.millrace.aggregate;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.combine.PartialReader;
import dev.millrace.aggregate.pane.Contents;
import dev.millrace.aggregate.pane.OwnContents;
import dev.millrace.aggregate.pane.Panes.Keeping;
import dev.millrace.aggregate.pane.PieceContents;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.operator.Failure;
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
import java.util.Arrays;

/**
 * Aggregates over windows whose borders are known before any event: tumbling, hopping, cumulating, or all time there is. An event changes the row of
 * its piece; windows of several pieces are brought together when they are told. One task, its thread.
 */
final class AlignedOperator extends AggregateOperator {

    private enum Change {
        /** The event read last is added. */
        ADD,
        /** The event read last is taken back. */
        TAKE_BACK,
        /** The partial result in view is taken in. */
        MERGE
    }

    private final AlignedWindow window;
    private final PieceContents pieces;
    private final PartialReader partials;
    private final boolean endless;
    private final boolean eachWindow;

    private AlignedOperator(Step step, EventTime time, AlignedWindow window, Parts parts) {
        super(step, time, parts);
        this.window = window;
        this.pieces = parts.contents() instanceof PieceContents several ? several : null;
        this.partials = new PartialReader(step, window, time);
        this.endless = settings.window().kind() == WindowSpec.Kind.GLOBAL;
        this.eachWindow = settings.emit().kind() != EmitSpec.Kind.ON_CLOSE;
    }

    static AlignedOperator of(Step step, EventTime time) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        RowCells cells = new RowCells();
        RowAccumulators accumulators = new RowAccumulators(settings.compute(), cells);
        AlignedWindow window = new AlignedWindow(settings.window());
        Contents contents = window.overlaps()
                ? new PieceContents(settings.compute(), window, cells, accumulators)
                : new OwnContents(cells, accumulators);
        Keeping told = window.overlaps() ? Keeping.ALWAYS : Keeping.ONCE_CHANGED;
        Keeping keeping = settings.late().mode() == Mode.RETRACTING ? told : Keeping.NOTHING;
        return new AlignedOperator(step, time, window, new Parts(cells, accumulators, window, contents, keeping));
    }

    @Override
    void opened(KeyedState rows) {
        if (pieces != null) {
            pieces.open(rows);
        }
    }

    @Override
    void take(Event event, long timeMillis, KeyedContext context) {
        long watermark = context.watermarkMillis();
        window.locate(timeMillis);
        long end = window.needed();
        if (!endless && watermark >= end + withinMillis) {
            context.late(new Lateness(
                    lateBy(watermark, timeMillis), window.lastStart(), end, context.idleAdvanced(end + withinMillis)));
            return;
        }
        accumulators.read(event, timeMillis);
        RowKey.setWindow(key, window.piece());
        into(event.op() == Op.RETRACT ? Change.TAKE_BACK : Change.ADD, timeMillis, context);
    }

    @Override
    public void onPartial(byte[] partial, KeyedContext context) {
        Row source = partials.view(partial);
        key.truncate(0);
        key.put(source.bytes(), source.keyOffset(), source.keyOffset() + source.keyLength());
        window.locate(RowKey.window(source));
        try {
            if (!endless && context.watermarkMillis() >= window.needed() + withinMillis) {
                throw refused("a partial result of several events came when its window was closed for late events too");
            }
            into(Change.MERGE, endless ? context.watermarkMillis() : window.piece(), context);
        } catch (EvaluationException failure) {
            window.locate(RowKey.window(source));
            context.deadLetter(
                    partials.document(), new Failure(failure.getMessage(), failure.line(), failure.column()));
        }
    }

    /** Changes the row of the key at hand, the piece in view. */
    private void into(Change change, long timeMillis, KeyedContext context) {
        long watermark = context.watermarkMillis();
        long touched = Math.max(timeMillis, watermark);
        window.caused(touched);
        Row row = state().find(key.array(), 0, key.length());
        if (row != null) {
            state().touch(row);
            cells.view(state(), row);
            trigger.forget();
            cells.save();
            try {
                panes.keepEarlier();
                apply(change);
            } catch (EvaluationException failure) {
                cells.rollBack();
                trigger.note();
                throw failure;
            }
            bounds.touched(touched);
        } else if (change == Change.TAKE_BACK) {
            throw refused("there is nothing to take back: its group has no events in this window");
        } else {
            create(window.piece());
            // Whatever could be read fits into an empty row.
            apply(change);
            bounds.touched(touched);
            bounds.created();
            trigger.created(isClosed(watermark), context);
        }
        if (pieces == null) {
            trigger.changed(context);
            trigger.note();
            keepBounds(context);
        } else {
            trigger.note();
            trigger.armClosed(context);
            changed(window.piece(), window.needed(), context);
        }
    }

    private void create(long piece) {
        cells.begin(state(), state().create(key.array(), 0, key.length(), cells.fixedLength()));
        cells.setPane(bounds.firstPane(piece));
    }

    private boolean isClosed(long watermark) {
        return !endless && watermark >= window.closes();
    }

    private void apply(Change change) {
        if (change == Change.ADD) {
            accumulators.add();
        } else if (change == Change.MERGE) {
            accumulators.merge(partials.accumulators());
        } else {
            subtract();
        }
    }

    /**
     * A piece has changed: so have the windows it is in, from the one that ends with it to the one with that end. Those that are told at their end
     * and have not reached it need no more than one row that waits for the first of them; the others follow it.
     */
    private void changed(long piece, long lastEnd, KeyedContext context) {
        long watermark = context.watermarkMillis();
        for (long at = piece; ; at = window.after(at)) {
            window.locate(at);
            boolean waits = !isClosed(watermark) && !eachWindow;
            if (watermark < window.closes() + withinMillis) {
                bring(at, isClosed(watermark), context);
                if (!waits) {
                    state().touch(cells.row());
                    trigger.forget();
                    trigger.changed(context);
                    trigger.note();
                }
            }
            if (waits || window.closes() == lastEnd) {
                return;
            }
        }
    }

    /** Brings the row of a piece of the group at hand into view; makes it, its window told or not, where it is not there. */
    private void bring(long piece, boolean closed, KeyedContext context) {
        RowKey.setWindow(key, piece);
        Row row = state().find(key.array(), 0, key.length());
        if (row != null) {
            cells.view(state(), row);
        } else {
            create(piece);
            trigger.created(closed, context);
            trigger.note();
        }
    }

    @Override
    void due(KeyedContext context) {
        boolean told = trigger.due(context);
        if (told && pieces != null && !eachWindow && pieces.isLasting()) {
            Row row = cells.row();
            key.truncate(0);
            key.put(Arrays.copyOfRange(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength()));
            long next = window.after(window.piece());
            window.locate(next);
            bring(next, false, context);
        }
    }

    @Override
    public void onClock(KeyedContext context) {
        window.caused(context.watermarkMillis() == Long.MIN_VALUE ? context.clockMillis() : context.watermarkMillis());
        super.onClock(context);
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        window.caused(context.watermarkMillis());
        super.onTimer(row, context);
    }
}
